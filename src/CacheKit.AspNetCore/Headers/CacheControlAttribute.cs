using CacheKit.AspNetCore.Headers;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>
/// Says something in the <c>Cache-Control</c> of the responses (Django's <c>cache_control</c>), beside what is said there already:
/// <c>private</c> and <c>public</c> exclude each other and the latest wins, <c>max-age</c> takes the smaller. Times are whole seconds.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CacheControlAttribute : CacheHeadersAttribute
{
    private readonly CacheControlOptions _options = new();
    private CacheControlPatch? _patch;

    /// <inheritdoc cref="CacheControlOptions.MaxAge"/>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int MaxAge
    {
        get => Get(_options.MaxAge);
        set => _options.MaxAge = Time(value);
    }

    /// <inheritdoc cref="CacheControlOptions.SharedMaxAge"/>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int SharedMaxAge
    {
        get => Get(_options.SharedMaxAge);
        set => _options.SharedMaxAge = Time(value);
    }

    /// <inheritdoc cref="CacheControlOptions.StaleWhileRevalidate"/>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int StaleWhileRevalidate
    {
        get => Get(_options.StaleWhileRevalidate);
        set => _options.StaleWhileRevalidate = Time(value);
    }

    /// <inheritdoc cref="CacheControlOptions.StaleIfError"/>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int StaleIfError
    {
        get => Get(_options.StaleIfError);
        set => _options.StaleIfError = Time(value);
    }

    /// <inheritdoc cref="CacheControlOptions.Public"/>
    public bool Public { get => _options.Public; set => _options.Public = value; }

    /// <inheritdoc cref="CacheControlOptions.Private"/>
    public bool Private { get => _options.Private; set => _options.Private = value; }

    /// <inheritdoc cref="CacheControlOptions.NoCache"/>
    public bool NoCache { get => _options.NoCache; set => _options.NoCache = value; }

    /// <inheritdoc cref="CacheControlOptions.NoCacheFields"/>
    public string[] NoCacheFields { get => [.. _options.NoCacheFields]; set => _options.NoCacheFields = value; }

    /// <inheritdoc cref="CacheControlOptions.NoStore"/>
    public bool NoStore { get => _options.NoStore; set => _options.NoStore = value; }

    /// <inheritdoc cref="CacheControlOptions.MustRevalidate"/>
    public bool MustRevalidate { get => _options.MustRevalidate; set => _options.MustRevalidate = value; }

    /// <inheritdoc cref="CacheControlOptions.ProxyRevalidate"/>
    public bool ProxyRevalidate { get => _options.ProxyRevalidate; set => _options.ProxyRevalidate = value; }

    /// <inheritdoc cref="CacheControlOptions.NoTransform"/>
    public bool NoTransform { get => _options.NoTransform; set => _options.NoTransform = value; }

    /// <inheritdoc cref="CacheControlOptions.Immutable"/>
    public bool Immutable { get => _options.Immutable; set => _options.Immutable = value; }

    private protected override void Apply(IHeaderDictionary headers, DateTimeOffset now) => (_patch ??= new(_options)).Apply(headers);

    private static int Get(TimeSpan? time) => (int)time.GetValueOrDefault().TotalSeconds;

    private static TimeSpan Time(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        return TimeSpan.FromSeconds(seconds);
    }
}
