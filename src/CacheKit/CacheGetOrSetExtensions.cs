using System.Runtime.CompilerServices;

namespace CacheKit;

/// <summary>
/// <c>GetOrSetAsync</c> for factories of every ordinary shape: with and without a token, returning a value, a
/// <see cref="Task{TResult}"/> or a <see cref="ValueTask{TResult}"/>. Otherwise they are the same call.
/// </summary>
/// <remarks>
/// A lambda that fits several of these goes to the one that awaits: <c>async () => 5</c> stores 5, never a task.
/// Such a lambda must not return null in place of a task, as <c>() => null</c> does; write <c>() => (string?)null</c>.
/// </remarks>
public static class CacheGetOrSetExtensions
{
    /// <summary>Reads a value, or makes and stores it; one factory per key and type runs at a time in this process.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value on a miss. Its token fires when no caller waits for the value any more.</param>
    /// <param name="options">The timeout; left out, the alias's own.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    [OverloadResolutionPriority(2)]
    public static ValueTask<T> GetOrSetAsync<T>(
        this ICache cache, string key, Func<CancellationToken, Task<T>> factory, CacheEntryOptions options = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(factory);
        return cache.GetOrSetAsync(key, factory, static (make, token) => Awaitable(make(token)), options, cancellationToken);
    }

    /// <inheritdoc cref="GetOrSetAsync{T}(ICache, string, Func{CancellationToken, Task{T}}, CacheEntryOptions, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<T> GetOrSetAsync<T>(
        this ICache cache, string key, Func<Task<T>> factory, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(factory);
        return cache.GetOrSetAsync(key, factory, static (make, _) => Awaitable(make()), options, cancellationToken);
    }

    /// <inheritdoc cref="GetOrSetAsync{T}(ICache, string, Func{CancellationToken, Task{T}}, CacheEntryOptions, CancellationToken)"/>
    public static ValueTask<T> GetOrSetAsync<T>(
        this ICache cache, string key, Func<ValueTask<T>> factory, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(factory);
        return cache.GetOrSetAsync(key, factory, static (make, _) => make(), options, cancellationToken);
    }

    /// <inheritdoc cref="GetOrSetAsync{T}(ICache, string, Func{CancellationToken, Task{T}}, CacheEntryOptions, CancellationToken)"/>
    public static ValueTask<T> GetOrSetAsync<T>(
        this ICache cache, string key, Func<T> factory, CacheEntryOptions options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(factory);
        return cache.GetOrSetAsync(key, factory, static (make, _) => new ValueTask<T>(make()), options, cancellationToken);
    }

    private static ValueTask<T> Awaitable<T>(Task<T>? task) => task is not null
        ? new ValueTask<T>(task)
        : throw new InvalidOperationException(
            $"The factory returned null in place of a task. To store a null, let a factory without a task return it: () => ({typeof(T).Name}?)null.");
}
