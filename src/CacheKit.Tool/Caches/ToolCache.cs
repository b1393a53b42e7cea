using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Values;

namespace CacheKit.Tool.Caches;

/// <summary>One alias under one version, open.</summary>
internal sealed class ToolCache(ToolAlias alias, CacheContext context, KeySpace keys, ICache cache)
{
    public ToolAlias Alias => alias;

    public CacheContext Context => context;

    public ICacheBackend Backend => context.Backend;

    /// <summary>The cache as an application has it; takes final keys where the command line gives them.</summary>
    public ICache Values => cache;

    /// <summary>What all keys of the alias begin with under this version; empty where nobody can tell.</summary>
    public string Scope => keys.Scope;

    /// <summary>The final key of a key, checked as an application's would be.</summary>
    /// <exception cref="InvalidCacheKeyException">The backend refuses it.</exception>
    public CacheKey KeyOf(string key)
    {
        var final = keys.KeyOf(key);
        context.Keys.Check(keys, final);
        return final;
    }
}
