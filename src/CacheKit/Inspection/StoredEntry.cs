namespace CacheKit.Inspection;

/// <summary>An entry as a look into the store finds it.</summary>
/// <param name="Value">Its value.</param>
/// <param name="TimeToLive">How long it will still live; null when it does not expire.</param>
/// <param name="Tags">How many tags it has.</param>
internal sealed record StoredEntry(StoredValue Value, TimeSpan? TimeToLive, int Tags);
