namespace CacheKit.Conformance.Samples;

/// <summary>Key functions that facts name in the configuration.</summary>
public static class SampleKeys
{
    /// <summary>How configuration names <see cref="Joined"/>.</summary>
    public const string JoinedName = "CacheKit.Conformance.Samples.SampleKeys.Joined, CacheKit.Conformance";

    /// <summary>How configuration names <see cref="Bare"/>.</summary>
    public const string BareName = "CacheKit.Conformance.Samples.SampleKeys.Bare, CacheKit.Conformance";

    /// <summary>How configuration names <see cref="Spaced"/>.</summary>
    public const string SpacedName = "CacheKit.Conformance.Samples.SampleKeys.Spaced, CacheKit.Conformance";

    /// <summary>Portable keys of a form of its own.</summary>
    /// <param name="key">The caller's key.</param>
    /// <param name="keyPrefix">The alias's prefix.</param>
    /// <param name="version">The version.</param>
    public static string Joined(string key, string keyPrefix, int version) => $"CUSTOM-{keyPrefix}-{version}-{key}";

    /// <summary>The caller's key alone.</summary>
    /// <param name="key">The caller's key.</param>
    /// <param name="keyPrefix">The alias's prefix.</param>
    /// <param name="version">The version.</param>
    public static string Bare(string key, string keyPrefix, int version) => key;

    /// <summary>Keys that hold a space, whatever the caller's key is.</summary>
    /// <param name="key">The caller's key.</param>
    /// <param name="keyPrefix">The alias's prefix.</param>
    /// <param name="version">The version.</param>
    public static string Spaced(string key, string keyPrefix, int version) => $"{keyPrefix} {version} {key}";
}
