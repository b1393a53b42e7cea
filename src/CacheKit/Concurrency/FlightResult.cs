namespace CacheKit.Concurrency;

/// <summary>What a call of <see cref="SingleFlight"/> ends with.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Led">Whether this caller's own computation made the value; false when it waited for another's.</param>
internal readonly record struct FlightResult<T>(T Value, bool Led);
