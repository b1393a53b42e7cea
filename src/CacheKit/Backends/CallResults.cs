namespace CacheKit.Backends;

/// <summary>Makes of a call without a result one that has one, and back: what stands before a backend treats all calls alike.</summary>
internal static class CallResults
{
    public static async ValueTask<bool> WithResultAsync(this ValueTask call)
    {
        await call.ConfigureAwait(false);
        return true;
    }

    public static async ValueTask WithoutResultAsync<T>(this ValueTask<T> call) => await call.ConfigureAwait(false);
}
