using CacheKit.Conformance;
using CacheKit.Conformance.Bytes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Values;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class BytesConformanceTests : CacheConformance
{
    private readonly BytesStore _server;

    public BytesConformanceTests() => _server = new BytesStore(Clock);

    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "bytes";

    protected override void Register(ICacheKitBuilder builder) => builder.AddBackend("bytes", _ => new BytesBackend(_server));
}
