using System.Buffers;
using System.IO.Pipelines;
using CacheKit.AspNetCore.Diagnostics;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Interop;
using CacheKit.Tags;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Interop;

/// <summary>
/// An alias as the store of ASP.NET Core's output caching. It never breaks a page: a cache that fails, or does not answer in
/// time, has no entry. An eviction that is lost, and nothing will make up for, is told to who asked for it.
/// </summary>
internal sealed class AliasOutputCacheStore(LimitedCaches caches, string alias, ILogger<AliasOutputCacheStore> logger) : IOutputCacheBufferStore
{
    private const string Space = "output";

    private ICache Cache => field ??= caches[alias];

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        using var entry = await FindAsync(key, cancellationToken).ConfigureAwait(false);
        return entry?.Bytes.ToArray();
    }

    public async ValueTask<bool> TryGetAsync(string key, PipeWriter destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var entry = await FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (entry is null)
            return false;
        foreach (var piece in entry.Bytes)
            await destination.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SetAsync(key, new ReadOnlySequence<byte>(value), tags, validFor, cancellationToken);
    }

    public async ValueTask SetAsync(
        string key, ReadOnlySequence<byte> value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        string name = DistributedKey.Of(Space, key);
        string[] names = [.. NamesOf(tags.Span).Distinct(StringComparer.Ordinal)];
        if (names.Length > TagRules.MaximumCount)
        {
            PageLog.TooManyOutputTags(logger, alias, names.Length, TagRules.MaximumCount);
            return;
        }

        if (Cache is LimitedCache { IsSilent: true })
            return;
        try
        {
            // A copy: a cache that does not answer is left with what it was given, and the caller uses its buffer again.
            await Cache.SetAsync(
                name, DistributedEntry.Copy(value, null), new CacheEntryOptions(validFor) { Tags = names }, cancellationToken).ConfigureAwait(false);
        }
        catch (CacheBackendException failure)
        {
            PageLog.CacheFailed(logger, failure, alias, "store");
        }
    }

    /// <exception cref="CacheBackendException">The responses are still there and will be served: nothing makes up for it.</exception>
    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        try
        {
            await Cache.RemoveByTagAsync(DistributedKey.Of(Space, tag), cancellationToken).ConfigureAwait(false);
        }
        catch (CacheBackendException failure) when (Cache is LimitedCache { Remembers: true })
        {
            PageLog.EvictionPutOff(logger, failure, alias);
        }
    }

    // Tags, as keys, may be any text, and are no tags of the application's own values.
    private static List<string> NamesOf(ReadOnlySpan<string> tags)
    {
        var names = new List<string>(tags.Length);
        foreach (string tag in tags)
            names.Add(DistributedKey.Of(Space, tag));
        return names;
    }

    private async ValueTask<DistributedEntry?> FindAsync(string key, CancellationToken cancellationToken)
    {
        string name = DistributedKey.Of(Space, key);
        if (Cache is LimitedCache limited && !limited.MayAsk())
            return null;
        try
        {
            return await Cache.GetAsync<DistributedEntry>(name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is CacheBackendException or CacheSerializationException)
        {
            PageLog.CacheFailed(logger, failure, alias, "read");
            return null;
        }
    }
}
