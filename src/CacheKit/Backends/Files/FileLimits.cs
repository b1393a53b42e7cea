namespace CacheKit.Backends.Files;

/// <summary>How much one alias allows in its directory.</summary>
/// <param name="MaxEntries">Entries at which an insertion culls first (Django's <c>MAX_ENTRIES</c>); zero or less: each one does.</param>
/// <param name="CullFrequency">1/n of the entries go in a cull, all when it is 0 (Django's <c>CULL_FREQUENCY</c>).</param>
internal readonly record struct FileLimits(int MaxEntries = 300, int CullFrequency = 3);
