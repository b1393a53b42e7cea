using System.Globalization;

namespace CacheKit;

/// <summary>
/// How long an entry lives: the alias's own timeout (<c>default</c>), <see cref="Never"/>, <see cref="Zero"/>, or a
/// <see cref="TimeSpan"/>, which converts implicitly. A zero or negative time span is <see cref="Zero"/>:
/// Django's rule, also for the framework's <see cref="Timeout.InfiniteTimeSpan"/>.
/// </summary>
public readonly struct CacheTimeout : IEquatable<CacheTimeout>
{
    private const long NeverTicks = long.MaxValue;
    private const long ZeroTicks = -1;

    // 0: the alias's own; ZeroTicks: gone at once; NeverTicks: no expiry; else ticks of a time span.
    private readonly long _ticks;

    private CacheTimeout(long ticks) => _ticks = ticks;

    /// <summary>The timeout of the alias (its setting <c>Timeout</c>); the same as <c>default</c>.</summary>
    public static CacheTimeout AliasDefault => default;

    /// <summary>The entry never expires (Django's <c>None</c>).</summary>
    public static CacheTimeout Never => new(NeverTicks);

    /// <summary>The entry is not kept; an existing one is removed (Django's <c>0</c>).</summary>
    public static CacheTimeout Zero => new(ZeroTicks);

    /// <summary>Whether the alias's own timeout applies.</summary>
    public bool IsAliasDefault => _ticks == 0;

    /// <summary>Whether the entry never expires.</summary>
    public bool IsNever => _ticks == NeverTicks;

    /// <summary>Whether the entry is not kept.</summary>
    public bool IsZero => _ticks == ZeroTicks;

    /// <summary>The time span; null when it is <see cref="Never"/> or the alias's own, zero when it is <see cref="Zero"/>.</summary>
    public TimeSpan? Duration => _ticks switch
    {
        0 or NeverTicks => null,
        ZeroTicks => TimeSpan.Zero,
        _ => TimeSpan.FromTicks(_ticks),
    };

    /// <summary>A timeout of a time span; zero or negative is <see cref="Zero"/>, <see cref="TimeSpan.MaxValue"/> is <see cref="Never"/>.</summary>
    /// <param name="duration">The time span.</param>
    public static CacheTimeout FromTimeSpan(TimeSpan duration) => new(duration.Ticks <= 0 ? ZeroTicks : duration.Ticks);

    /// <summary>As <see cref="FromTimeSpan"/>.</summary>
    /// <param name="duration">The time span.</param>
    public static implicit operator CacheTimeout(TimeSpan duration) => FromTimeSpan(duration);

    /// <summary>Whether two timeouts are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CacheTimeout left, CacheTimeout right) => left.Equals(right);

    /// <summary>Whether two timeouts differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CacheTimeout left, CacheTimeout right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CacheTimeout other) => _ticks == other._ticks;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CacheTimeout other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _ticks.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => _ticks switch
    {
        0 => "alias default",
        NeverTicks => "never",
        ZeroTicks => "zero",
        _ => TimeSpan.FromTicks(_ticks).ToString(null, CultureInfo.InvariantCulture),
    };
}
