using System.Globalization;

namespace CacheKit.Tool.Tests;

/// <summary>A key function that the tool can load, since these tests are in its process.</summary>
public static class KeyFunctions
{
    /// <summary>What a configuration calls it.</summary>
    public const string Name = "CacheKit.Tool.Tests.KeyFunctions.Slashes, CacheKit.Tool.Tests";

    /// <summary>The key in capitals, its version and its prefix, with slashes between.</summary>
    public static string Slashes(string key, string keyPrefix, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.ToUpperInvariant()}/{version}/{keyPrefix}");
}
