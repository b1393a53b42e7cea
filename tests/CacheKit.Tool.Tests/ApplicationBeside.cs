using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tool.Tests;

/// <summary>An application that uses the caches of a folder while the tool does.</summary>
public sealed class ApplicationBeside : IAsyncDisposable
{
    private readonly ToolFolder _folder;
    private readonly ServiceProvider _services;

    public ApplicationBeside(ToolFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        var configuration = new ConfigurationBuilder().AddJsonFile(folder.Combine("appsettings.json")).Build();
        var services = new ServiceCollection();
        services.AddCacheKit(configuration).AddSqlite().AddRedis().AddMemcached();
        _services = services.BuildServiceProvider();
    }

    public ICache Cache => _services.GetRequiredService<ICache>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>It sees what each command changes.</summary>
    public async Task AssertSeesEachChangeAsync()
    {
        Assert.Equal(ExitCode.Done, await ChangeAsync("add", "k", "41", "--number"));
        Assert.Equal(ExitCode.No, await ChangeAsync("add", "k", "1", "--number"));
        Assert.Equal("42\n", (await ToolRun.InAsync(_folder, "incr", "k")).Output);
        Assert.Equal(42, await Cache.GetAsync<int>("k", Token));
        Assert.Equal("-8\n", (await ToolRun.InAsync(_folder, "incr", "k", "-50")).Output);
        Assert.Equal(-8, await Cache.GetAsync<int>("k", Token));
        Assert.Equal(ExitCode.Done, await ChangeAsync("touch", "k", "--timeout", "never"));
        Assert.Equal(new CacheValue<TimeSpan?>(null), await Cache.GetTimeToLiveAsync("k", Token));
        Assert.Equal(ExitCode.Done, await ChangeAsync("touch", "k", "--timeout", "60"));
        Assert.InRange((await Cache.GetTimeToLiveAsync("k", Token)).Value!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        Assert.Equal(ExitCode.Done, await ChangeAsync("delete", "k"));
        Assert.Equal(ExitCode.No, await ChangeAsync("delete", "k"));
        Assert.False(await Cache.ContainsAsync("k", Token));
        await AssertSeesEachKindAsync();
        Assert.Equal(ExitCode.Done, await ChangeAsync("clear", "--yes"));
        Assert.False(await Cache.ContainsAsync("k", Token));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task<int> ChangeAsync(params string[] command) => (await ToolRun.InAsync(_folder, command)).ExitCode;

    private async Task AssertSeesEachKindAsync()
    {
        Assert.Equal(ExitCode.Done, await ChangeAsync("set", "k", "[1,2]", "--json-value"));
        Assert.Equal<IEnumerable<int>>([1, 2], await Cache.GetAsync<List<int>>("k", Token));
        Assert.Equal(ExitCode.Done, await ChangeAsync("set", "k", "00ff", "--hex"));
        Assert.Equal([0, 255], await Cache.GetAsync<byte[]>("k", Token));
        Assert.Equal(ExitCode.Done, await ChangeAsync("set", "k", "--kind", "null"));
        Assert.Equal(new CacheValue<string?>(null), await Cache.TryGetAsync<string?>("k", Token));
        Assert.Equal(ExitCode.Done, await ChangeAsync("set", "k", "välue"));
        Assert.Equal("välue", await Cache.GetAsync<string>("k", Token));
    }
}
