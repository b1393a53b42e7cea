using CacheKit.Configuration;

namespace CacheKit.AspNetCore.Dashboard.Figures;

/// <summary>What of a backend's failure may be shown.</summary>
internal static class FailureWords
{
    /// <summary>What lies behind a failure as the caches tell it.</summary>
    public static Exception CauseOf(Exception failure) => failure is CacheBackendException { InnerException: { } cause } ? cause : failure;

    /// <summary>
    /// What it says; null where that is for the log alone. What a backend of somebody else says may be anything. One that
    /// explains its failures gives them words without secrets, but perhaps with a key.
    /// </summary>
    public static string? Of(CacheSettings settings, Exception cause) => settings is { LogKeys: true, Explain: { } explain } ? explain(cause).Message : null;
}
