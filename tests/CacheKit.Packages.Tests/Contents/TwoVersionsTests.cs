namespace CacheKit.Packages.Tests.Contents;

/// <summary>An application that names two versions of ours.</summary>
public sealed class TwoVersionsTests(LocalFeed feed)
{
    private const string Newer = "99.0.0";

    [Fact]
    public async Task The_restore_says_that_they_do_not_go_together()
    {
        var newer = feed.NewFolder("newer");
        await feed.PackAsync("CacheKit", Newer, newer);
        await feed.PackAsync("CacheKit.Redis", Newer, newer);
        var folder = feed.NewFolderWithoutRegistry("two-versions", newer);
        await File.WriteAllTextAsync(Path.Combine(folder, "Two.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="CacheKit.AspNetCore" Version="{feed.Version}" />
                <PackageReference Include="CacheKit.Redis" Version="{Newer}" />
              </ItemGroup>
            </Project>
            """, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => feed.RunAsync(folder, "dotnet", "restore"));

        Assert.Contains("NU1107", failure.Message, StringComparison.Ordinal);
    }
}
