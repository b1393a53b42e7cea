namespace CacheKit.Concurrency;

/// <summary>What a computation is for: callers of the same key share one.</summary>
/// <param name="Scope">What keeps one user of the table apart from another, for instance the scope of a cache's keys.</param>
/// <param name="Name">The name within the scope.</param>
/// <param name="ResultType">The type of the result, always that of the call: two types under one name are two computations.</param>
internal readonly record struct FlightKey(string Scope, string Name, Type ResultType);
