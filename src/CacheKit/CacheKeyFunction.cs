namespace CacheKit;

/// <summary>Makes the final key (Django's <c>KEY_FUNCTION</c>). The default is <c>keyPrefix:version:key</c>.</summary>
/// <param name="key">The key that the caller gave.</param>
/// <param name="keyPrefix">The alias's <c>KeyPrefix</c>.</param>
/// <param name="version">The version under which the call is made.</param>
/// <returns>The final key. Two different inputs must not give the same.</returns>
public delegate string CacheKeyFunction(string key, string keyPrefix, int version);
