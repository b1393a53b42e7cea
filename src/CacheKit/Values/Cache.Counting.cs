using CacheKit.Backends;
using CacheKit.Diagnostics;
using CacheKit.Keys;

namespace CacheKit.Values;

/// <summary>Counts, and moves values between versions.</summary>
internal sealed partial class Cache
{
    public async ValueTask<long> IncrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var final = CheckedKey(key);
        var result = await GuardAsync(
            CacheOperation.Increment, static (backend, wanted, by, token) => backend.IncrementAsync(wanted, by, token), final, delta,
            cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            IncrementStatus.Done => result.Value,
            IncrementStatus.Missing => throw Missing(key),
            IncrementStatus.NotAnInteger when await IsDeadAsync(CacheOperation.Increment, final, cancellationToken).ConfigureAwait(false) =>
                throw Missing(key),
            IncrementStatus.Overflow => throw new OverflowException($"The counter {Shown(key)} in the cache '{Alias}' would leave the range of a "
                + "64-bit integer; it is unchanged."),
            _ => throw new InvalidOperationException($"The value under {Shown(key)} in the cache '{Alias}' is not an integer, or has tags or a stale "
                + "time, and cannot be counted."),
        };
    }

    public ValueTask<long> DecrementAsync(string key, long delta = 1, CancellationToken cancellationToken = default) =>
        delta != long.MinValue
            ? IncrementAsync(key, -delta, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(delta), delta, "The smallest 64-bit integer has no opposite; increment in two steps.");

    public async ValueTask<int> IncrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        int version = checked(Version + delta);
        var source = CheckedKey(key);
        var keys = new KeySpace(_context.Settings.KeyPrefix, version, _context.Settings.KeyFunction);
        var destination = keys.KeyOf(key);
        _context.Keys.Check(keys, destination);
        bool onlyLooks = source == destination;
        if ((onlyLooks || LooksFirst) && !await ContainsAsync(CacheOperation.IncrementVersion, source, cancellationToken).ConfigureAwait(false))
            throw Missing(key);
        if (!onlyLooks && !await MoveAsync(source, destination, cancellationToken).ConfigureAwait(false))
            throw Missing(key);
        return version;
    }

    public ValueTask<int> DecrementVersionAsync(string key, int delta = 1, CancellationToken cancellationToken = default) =>
        IncrementVersionAsync(key, checked(-delta), cancellationToken);

    internal KeyNotFoundException Missing(string key) => new($"The key {Shown(key)} is not in the cache '{Alias}' under version {Version}.");

    private ValueTask<bool> MoveAsync(CacheKey source, CacheKey destination, CancellationToken cancellationToken) => GuardAsync(
        CacheOperation.IncrementVersion,
        static (backend, from, to, token) => backend.MoveAsync(from, to, token),
        source,
        destination,
        cancellationToken);

    // A backend in this process gives no entry that is dead.
    private async ValueTask<bool> IsDeadAsync(CacheOperation operation, CacheKey final, CancellationToken cancellationToken) =>
        _objects is null && !await IsLiveAsync(operation, final, cancellationToken).ConfigureAwait(false);

    private string Shown(string key) => KeyDisplay.Show(key, _context.Settings.LogKeys);
}
