using CacheKit.Backends;
using CacheKit.Values;

namespace CacheKit.Tool.Caches;

/// <summary>What only backends can tell that know all their entries.</summary>
internal static class EnumerableBackend
{
    /// <summary>The backend of a cache.</summary>
    /// <exception cref="ToolException">It cannot list its entries.</exception>
    public static IEnumerableCacheBackend Of(ToolCache cache) =>
        cache.Backend as IEnumerableCacheBackend
        ?? throw new ToolException(ExitCode.Impossible, $"The backend {cache.Alias.Backend} of the cache '{cache.Alias.Name}' cannot list its entries{(cache.Alias.Backend == "memcached" ? ": memcached knows no command for it. Ask for keys by name: get, delete, touch" : "")}.");

    /// <summary>Calls a backend; what it throws becomes a <see cref="CacheBackendException"/>.</summary>
    public static async Task<T> GuardAsync<T>(ToolCache cache, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is not ToolException && CacheContext.IsFailure(exception, cancellationToken))
        {
            throw new CacheBackendException(cache.Alias.Name, "list", cache.Alias.Explain(exception));
        }
    }
}
