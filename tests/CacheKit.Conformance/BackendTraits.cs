namespace CacheKit.Conformance;

/// <summary>In what backends differ, on purpose. A fact that needs a trait is run for the backends that have it.</summary>
[Flags]
public enum BackendTraits
{
    /// <summary>Nothing: the dummy backend.</summary>
    None = 0,

    /// <summary>What is stored can be read back. All but the dummy backend.</summary>
    StoresAnything = 1,

    /// <summary>Keys that memcached could not hold are refused; without it they work, with a warning in the log.</summary>
    RefusesUnportableKeys = 2,

    /// <summary>Times to live are counted in whole seconds, rounded up; without it in milliseconds or finer.</summary>
    WholeSeconds = 4,

    /// <summary>The remaining time to live of an entry can be read, and moves along with it.</summary>
    KnowsTimeToLive = 8,

    /// <summary>An insertion that finds <c>MaxEntries</c> reached culls first: there are never more.</summary>
    CullsBeforeInserting = 16,

    /// <summary>An insertion that finds more than <c>MaxEntries</c> culls first: there is at times one more.</summary>
    CullsAbove = 32,

    /// <summary>What is culled is what was used least recently.</summary>
    LeastRecentlyUsed = 64,

    /// <summary>What one process stores at a location, another finds there.</summary>
    SharedAcrossProcesses = 128,

    /// <summary>The store cannot tell its keys, so that clearing it is an error.</summary>
    CannotClear = 256,
}
