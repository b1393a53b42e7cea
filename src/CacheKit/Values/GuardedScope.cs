using CacheKit.Backends.Objects;
using CacheKit.Diagnostics;

namespace CacheKit.Values;

/// <summary>
/// The entries of a backend of somebody else's that holds objects: what it throws becomes a <see cref="CacheBackendException"/>,
/// as what a backend of bytes throws. Our own throws nothing, and is asked without this.
/// </summary>
internal sealed class GuardedScope(IObjectCacheScope inner, CacheContext context) : IObjectCacheScope
{
    public CachedObject? Get(string name) => Guard(CacheOperation.Get, static (scope, name, _) => scope.Get(name), name, 0);

    CachedObject? IObjectCacheScope.GetKept(string name) => Guard(CacheOperation.Get, static (scope, name, _) => scope.GetKept(name), name, 0);

    public bool Set(string name, CachedObject value, TimeSpan? timeToLive) =>
        Guard(CacheOperation.Set, static (scope, name, call) => scope.Set(name, call.value, call.timeToLive), name, (value, timeToLive));

    public CachedObject? AddOrGet(string name, CachedObject value, TimeSpan? timeToLive) =>
        Guard(CacheOperation.Add, static (scope, name, call) => scope.AddOrGet(name, call.value, call.timeToLive), name, (value, timeToLive));

    private TResult Guard<TState, TResult>(CacheOperation operation, Func<IObjectCacheScope, string, TState, TResult> call, string name, TState state)
    {
        try
        {
            return call(inner, name, state);
        }
        catch (Exception exception) when (CacheContext.IsFailure(exception, CancellationToken.None))
        {
            throw context.Failed(operation, exception);
        }
    }
}
