namespace CacheKit.Backends;

/// <summary>The result of <see cref="ICacheBackend.IncrementAsync"/>.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Value">The new value when it was done, else 0.</param>
public readonly record struct IncrementResult(IncrementStatus Status, long Value = 0);
