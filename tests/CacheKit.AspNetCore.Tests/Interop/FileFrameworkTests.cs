using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.Conformance;

namespace CacheKit.AspNetCore.Tests.Interop;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.SharedAcrossProcesses)]
public sealed class FileFrameworkTests : FrameworkFacts.FrameworkFacts
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "file";
        settings["Location"] = _folder.Path;
    }
}
