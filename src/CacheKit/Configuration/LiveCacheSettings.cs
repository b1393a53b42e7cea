namespace CacheKit.Configuration;

/// <summary>What of the settings of an alias may change while the application runs; it is replaced as a whole.</summary>
internal sealed record LiveCacheSettings
{
    /// <inheritdoc cref="CacheSettings.Timeout"/>
    public CacheTimeout Timeout { get; init; } = CacheSettings.DefaultTimeout;

    public CacheKeyWarnings KeyWarnings { get; init; }

    public bool LogKeys { get; init; } = true;

    /// <inheritdoc cref="CacheSettings.ThrowOnUnreadable"/>
    public bool ThrowOnUnreadable { get; init; }
}
