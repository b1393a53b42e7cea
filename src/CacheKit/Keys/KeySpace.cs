using System.Globalization;

namespace CacheKit.Keys;

/// <summary>The keys of one alias under one version.</summary>
internal sealed class KeySpace
{
    private readonly string _prefix;
    private readonly int _version;
    private readonly CacheKeyFunction? _function;
    private readonly int _longestName;

    public KeySpace(string prefix, int version, CacheKeyFunction? function)
    {
        _prefix = prefix;
        _version = version;
        _function = function;
        Scope = function is null ? string.Create(CultureInfo.InvariantCulture, $"{prefix}:{version}:") : "";
        _longestName = KeyRules.IsClean(Scope) ? KeyRules.MaximumLength - Scope.Length : -1;
    }

    /// <summary>What comes before every name; empty with a key function.</summary>
    public string Scope { get; }

    /// <summary>Whether the caller's key is the name as it is.</summary>
    public bool NamesAreKeys => _function is null;

    /// <summary>Whether memcached could hold the key of a name: the scope has been looked at once, the name is each time.</summary>
    // hot path of a miss
    public bool IsPortable(string name) => name.Length <= _longestName && KeyRules.IsClean(name);

    public CacheKey KeyOf(string key) => new(Scope, NameOf(key));

    public string NameOf(string key) => _function is null
        ? key
        : _function(key, _prefix, _version) ?? throw new InvalidOperationException("The key function returned null.");
}
