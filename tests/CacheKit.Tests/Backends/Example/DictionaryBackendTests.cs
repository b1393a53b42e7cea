using CacheKit.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Backends.Example;

[BackendUnderTest(BackendTraits.StoresAnything | BackendTraits.KnowsTimeToLive | BackendTraits.SharedAcrossProcesses)]
public sealed class DictionaryBackendTests : CacheConformance
{
    private readonly DictionaryBackend _backend;

    public DictionaryBackendTests() => _backend = new DictionaryBackend(Clock);

    protected override void Configure(IDictionary<string, string?> settings) => settings["Backend"] = "dictionary";

    protected override void Register(ICacheKitBuilder builder) => builder.AddBackend("dictionary", _backend);
}
