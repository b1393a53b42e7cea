using CacheKit.Diagnostics;
using CacheKit.Inspection;
using CacheKit.Keys;
using CacheKit.Tool.Caches;
using CacheKit.Values;

namespace CacheKit.Tool.Values;

/// <summary>Reads entries as the application would find them.</summary>
internal sealed class EntryReader(ToolCache cache)
{
    private readonly StoredEntryReader _reader = new(cache.Context, () => ThrowIfTagsAreUnknown(cache));

    /// <summary>The entry under a key; null when there is none.</summary>
    /// <exception cref="CacheBackendException">The backend failed.</exception>
    public async Task<StoredEntry?> ReadAsync(CacheKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(key, cancellationToken);
        }
        catch (Exception exception) when (exception is not ToolException && CacheContext.IsFailure(exception, cancellationToken))
        {
            throw cache.Context.Failed(CacheOperation.Get, exception);
        }
    }

    private static void ThrowIfTagsAreUnknown(ToolCache cache)
    {
        if (cache.Alias.KeyFunctionError is { } error)
            throw new ToolException(ExitCode.Configuration, $"The entry has tags, and whether they were removed stands under keys that the key function makes. {error}");
    }
}
