using CacheKit.Backends;
using CacheKit.Backends.LocMem;
using CacheKit.Backends.Objects;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using CacheKit.Resilience;
using Microsoft.Extensions.Logging;

namespace CacheKit.Registration;

/// <summary>
/// A backend with all that stands before it: what measures its calls, and what outages need; nothing where there can be
/// none, or nobody asks for it.
/// </summary>
/// <param name="Guarded">The backend behind its circuit breaker.</param>
/// <param name="Backend">It behind what remembers lost removals too.</param>
/// <param name="Circuit">The circuit breaker; where replicas are read, the one that is not theirs.</param>
/// <param name="Lost">The removals that were lost.</param>
internal sealed record BackendStack(ICacheBackend Guarded, ICacheBackend Backend, Circuit? Circuit, LostRemovals? Lost)
{
    public static BackendStack On(ICacheBackend backend, ConfiguredAlias alias, CacheMeter meter, TimeProvider time, ILoggerFactory logs)
    {
        var settings = alias.Settings;
        if (HoldsObjects(backend, alias))
            return new(backend, backend, null, null);
        ICacheBackend guarded = new MeasuredBackend(backend, meter.OfBackend(settings.Alias, settings.Backend, time));
        Circuit? circuit = null;
        if (alias.Descriptor.IsOutage is { } isOutageOfOne)
        {
            var isOutage = backend is IPartlyAvailable parts ? failure => !parts.IsPartlyAvailable && isOutageOfOne(failure) : isOutageOfOne;
            circuit = MakeCircuit(alias.Place);
            guarded = new GuardedBackend(
                guarded, circuit, ReferenceEquals(guarded.Leader, guarded) ? circuit : MakeCircuit($"{alias.Place}, as far as replicas are read,"),
                time);

            Circuit MakeCircuit(string place) => new(settings.Alias, place, isOutage, settings.Explained, time, logs.CreateLogger<Circuit>());
        }

        bool forgives = settings.OnFailure == CacheFailure.Miss;
        if (circuit is null && !forgives)
            return new(guarded, guarded, null, null);
        var lost = new LostRemovals(settings, guarded.Leader, circuit, time, logs.CreateLogger<LostRemovals>());
        return new(guarded, new RecoveringBackend(guarded, lost, forgives), circuit, lost);
    }

    // Nothing stands before objects. Where failures are to be made up for, a backend that can have some is asked for bytes; our own has none.
    private static bool HoldsObjects(ICacheBackend backend, ConfiguredAlias alias) => backend is LocMemBackend
        || (backend is IObjectCacheBackend && alias.Descriptor.IsOutage is null && alias.Settings.OnFailure != CacheFailure.Miss);
}
