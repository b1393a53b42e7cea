namespace CacheKit.Backends;

/// <summary>How a backend reads the setting <c>Location</c>.</summary>
public enum CacheLocationKind
{
    /// <summary>It is one text, taken as it is: a directory, a table, the name of a store.</summary>
    Text,

    /// <summary>It is a list of servers: an array, or one text whose parts are divided by <c>;</c> or <c>,</c>.</summary>
    List,

    /// <summary>It has none; what is configured is ignored.</summary>
    None,
}
