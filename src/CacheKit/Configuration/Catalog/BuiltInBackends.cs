using CacheKit.Backends;
using CacheKit.Backends.Distributed;
using CacheKit.Backends.Dummy;
using CacheKit.Backends.Files;
using CacheKit.Backends.LocMem;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Configuration.Catalog;

/// <summary>The backends that need no package of their own.</summary>
internal static class BuiltInBackends
{
    public static IReadOnlyList<CacheBackendDescriptor> All { get; } =
    [
        new("locmem", MakeLocMem) { OptionNames = ["MaxBytes"], JoinsLocations = true },
        // What it throws, the system's own errors and their paths, says enough and holds no secret.
        new("file", static context => new FileBackend(context)) { OptionNames = [], Validate = FileBackend.Validate, Explain = static failure => failure },
        new("distributed", DistributedBackend.Make) { OptionNames = [] },
        new("dummy", static _ => new DummyBackend()) { OptionNames = [], Location = CacheLocationKind.None, IgnoresOptions = true },
    ];

    private static LocMemBackend MakeLocMem(CacheBackendContext context)
    {
        var store = context.Services.GetRequiredService<LocMemStores>().Open(context.Locations is [var name] ? name : "");
        return new LocMemBackend(store, LocMemLimits.Of(context));
    }
}
