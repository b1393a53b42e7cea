namespace CacheKit;

/// <summary>What <see cref="ICache.ClearAsync"/> removes (<c>Options:ClearScope</c>).</summary>
public enum CacheClearScope
{
    /// <summary>Everything in the store, also what others put there, as Django's <c>clear</c>.</summary>
    Everything,

    /// <summary>What lies under the alias's <c>KeyPrefix</c>, in all versions; under <c>a</c> lies <c>a:b</c> too.</summary>
    Prefix,
}
