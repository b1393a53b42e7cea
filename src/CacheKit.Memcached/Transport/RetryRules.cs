namespace CacheKit.Memcached.Transport;

/// <summary>When a server that failed is tried again.</summary>
/// <param name="Interval">How long it is left alone after a failure.</param>
/// <param name="Attempts">How many times it is tried again before it is dead; null: it never is.</param>
/// <param name="DeadTime">How long it stays dead.</param>
internal sealed record RetryRules(TimeSpan Interval, int? Attempts, TimeSpan DeadTime);
