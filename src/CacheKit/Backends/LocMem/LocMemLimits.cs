namespace CacheKit.Backends.LocMem;

/// <summary>How much one alias allows in its store.</summary>
/// <param name="MaxEntries">Entries at which an insertion culls first (Django's <c>MAX_ENTRIES</c>); zero or less: each one does.</param>
/// <param name="CullFrequency">1/n of the entries go in a cull, all when it is 0 (Django's <c>CULL_FREQUENCY</c>).</param>
/// <param name="MaxBytes">Bytes of keys, values and overhead; a value over a tenth of it is not kept.</param>
internal sealed record LocMemLimits(int MaxEntries = 300, int CullFrequency = 3, long MaxBytes = 100 * 1024 * 1024)
{
    public static LocMemLimits Default { get; } = new();

    /// <summary>Those of an alias.</summary>
    public static LocMemLimits Of(CacheBackendContext context) => new(context.MaxEntries, context.CullFrequency, context.MaxBytes);

    /// <summary>What is left to use after a cull that makes room by bytes.</summary>
    public long BytesAfterCull => CullFrequency == 0 ? 0 : MaxBytes - (MaxBytes / CullFrequency);
}
