namespace CacheKit.Resilience;

/// <summary>What is to be cleared; of two that were lost the greater one.</summary>
internal enum LostClear
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What lies under the alias's own prefix.</summary>
    Own,

    /// <summary>Everything in the store.</summary>
    Everything,
}
