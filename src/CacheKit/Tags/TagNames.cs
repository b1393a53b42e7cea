using CacheKit.Keys;

namespace CacheKit.Tags;

/// <summary>
/// The keys under which an alias keeps what belongs to its tags: <c>prefix:tag:name</c>, where an entry has its version's
/// number; with a key function of the user's, what that makes of <c>cachekit.tag:name</c> under the alias's own version.
/// </summary>
internal sealed class TagNames(string keyPrefix, int version, CacheKeyFunction? function)
{
    private readonly string _scope = function is null ? keyPrefix + ":tag:" : "";

    public CacheKey KeyOf(string name) => new(_scope, function is null ? name : NameBy(function, name));

    private string NameBy(CacheKeyFunction make, string name) =>
        make("cachekit.tag:" + name, keyPrefix, version) ?? throw new InvalidOperationException("The key function returned null.");
}
