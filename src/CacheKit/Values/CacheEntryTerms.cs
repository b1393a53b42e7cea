namespace CacheKit.Values;

/// <summary>What an entry lives by beside its timeout; compared by value, as the options are.</summary>
internal sealed record CacheEntryTerms
{
    public static readonly CacheEntryTerms None = new();

    /// <summary>Checked, each once, and nobody else's array.</summary>
    public string[] Tags { get; init; } = [];

    public TimeSpan StaleFor { get; init; }

    public TimeSpan? FactorySoftTimeout { get; init; }

    public bool IsConditional => Tags.Length > 0 || StaleFor > TimeSpan.Zero;

    public CacheEntryTerms? OrNull() => this == None ? null : this;

    public bool Equals(CacheEntryTerms? other) =>
        other is not null
        && StaleFor == other.StaleFor
        && FactorySoftTimeout == other.FactorySoftTimeout
        && Tags.AsSpan().SequenceEqual(other.Tags);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (string tag in Tags)
            hash.Add(tag, StringComparer.Ordinal);
        hash.Add(StaleFor);
        hash.Add(FactorySoftTimeout);
        return hash.ToHashCode();
    }
}
