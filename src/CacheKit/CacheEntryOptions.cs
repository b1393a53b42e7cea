using CacheKit.Tags;
using CacheKit.Values;

namespace CacheKit;

/// <summary>
/// How an entry is stored. Converts implicitly from <see cref="TimeSpan"/> and <see cref="CacheTimeout"/>, so that
/// <c>cache.SetAsync("k", value, TimeSpan.FromSeconds(30))</c> reads as in Django.
/// </summary>
/// <param name="Timeout">How long the entry lives; left out, the alias's own timeout.</param>
public readonly record struct CacheEntryOptions(CacheTimeout Timeout)
{
    // What most entries have none of stands behind one reference: options are passed in two registers.
    private readonly CacheEntryTerms? _terms;

    /// <summary>
    /// What <see cref="ICache.RemoveByTagAsync(string, CancellationToken)"/> removes the entry by; empty when left out. At
    /// most 64 texts of 1 to 256 characters, taken as they are: no character has a meaning of its own.
    /// </summary>
    /// <exception cref="ArgumentException">A tag is null, empty or too long, or there are too many.</exception>
    public IReadOnlyList<string> Tags
    {
        get => Terms.Tags;
        init => _terms = (Terms with { Tags = TagRules.Check(value, nameof(value)) }).OrNull();
    }

    /// <summary>
    /// How long the entry is kept beyond its timeout for <c>GetOrSetAsync</c>, which returns it when its factory fails or
    /// passes <see cref="FactorySoftTimeout"/>. For every other call the entry is absent once its timeout has passed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan StaleFor
    {
        get => Terms.StaleFor;
        init => _terms = (Terms with { StaleFor = NotNegative(value) }).OrNull();
    }

    /// <summary>
    /// How long <c>GetOrSetAsync</c> waits for its factory while it has an expired value to return in its place; null: to
    /// the factory's end; zero: not at all. The factory goes on and its value is stored: it may outlive the call and the
    /// request, on another thread, and its token does not fire. Without an expired value the limit does nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan? FactorySoftTimeout
    {
        get => Terms.FactorySoftTimeout;
        init => _terms = (Terms with { FactorySoftTimeout = value is { } limit ? NotNegative(limit) : null }).OrNull();
    }

    /// <summary>All but the timeout.</summary>
    internal CacheEntryTerms Terms => _terms ?? CacheEntryTerms.None;

    /// <summary>Whether the entry lives by more than its timeout.</summary>
    internal bool IsConditional => _terms is { IsConditional: true };

    /// <summary>Options with that timeout.</summary>
    /// <param name="timeout">The timeout.</param>
    public static implicit operator CacheEntryOptions(CacheTimeout timeout) => new(timeout);

    /// <summary>Options with that timeout; zero or negative means that the entry is not kept.</summary>
    /// <param name="timeout">The timeout.</param>
    public static implicit operator CacheEntryOptions(TimeSpan timeout) => new(timeout);

    /// <summary>As the conversion from <see cref="CacheTimeout"/>.</summary>
    /// <param name="timeout">The timeout.</param>
    public static CacheEntryOptions FromCacheTimeout(CacheTimeout timeout) => new(timeout);

    /// <summary>As the conversion from <see cref="TimeSpan"/>.</summary>
    /// <param name="timeout">The timeout.</param>
    public static CacheEntryOptions FromTimeSpan(TimeSpan timeout) => new(timeout);

    private static TimeSpan NotNegative(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return value;
    }
}
