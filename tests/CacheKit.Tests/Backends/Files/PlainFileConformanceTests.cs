using CacheKit.Backends.Files;
using CacheKit.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Backends.Files;

/// <summary>The same with nothing but what .NET has on every system: as on Windows, as far as that shows elsewhere.</summary>
[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.CullsBeforeInserting | BackendTraits.SharedAcrossProcesses)]
public sealed class PlainFileConformanceTests : CacheConformance
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Backend"] = "plain-file";
        settings["Location"] = _directory.Path;
    }

    protected override void Register(ICacheKitBuilder builder) => builder.AddBackend("plain-file", static context => new FileBackend(context, plain: true));
}
