using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Diagnostics;
using CacheKit.Tags;

namespace CacheKit.Values;

/// <summary>Removes by tag, and takes down what entries with tags depend on.</summary>
internal sealed partial class Cache
{
    public ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => RemoveByTagAsync([tag], cancellationToken);

    public async ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        cancellationToken.ThrowIfCancellationRequested();
        string[] distinct = TagRules.Check(tags, nameof(tags));
        if (distinct.Length == 0)
            return;
        _context.MeetConditions(tags: true);
        await GuardAsync(
            CacheOperation.RemoveByTag, static (_, _, call, token) => call.Tags.RemoveAsync(call.distinct, token).WithResultAsync(), default,
            (_context.Tags, distinct), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What an entry that is stored now lives by.</summary>
    private async ValueTask<EntryConditions> ConditionsAsync(CacheOperation operation, CacheEntryTerms terms, CancellationToken cancellationToken)
    {
        _context.MeetConditions(terms.Tags.Length > 0);
        return new(await MarkAsync(operation, terms.Tags, cancellationToken).ConfigureAwait(false), terms.StaleFor);
    }

    private async ValueTask<TagMark[]> MarkAsync(CacheOperation operation, string[] tags, CancellationToken cancellationToken) =>
        tags.Length == 0
            ? []
            : await GuardAsync(
                operation, static (_, _, call, token) => call.Tags.MarkAsync(call.tags, token), default, (_context.Tags, tags),
                cancellationToken).ConfigureAwait(false);

    /// <summary>What a factory that runs now starts from; a failing backend never keeps it from running.</summary>
    private async ValueTask<TagsBefore> TakeDownTagsAsync(CacheEntryOptions options, bool mayNameTags, CancellationToken cancellationToken)
    {
        string[] tags = options.Terms.Tags;
        if (tags.Length == 0 && !mayNameTags)
            return TagsBefore.None;
        try
        {
            var moment = mayNameTags ? await _context.Tags.MomentAsync(_context.HasMetTags, cancellationToken).ConfigureAwait(false) : null;
            return new(tags, await MarkAsync(CacheOperation.GetOrSet, tags, cancellationToken).ConfigureAwait(false), moment);
        }
        catch (Exception exception) when (CacheContext.IsFailure(exception, cancellationToken))
        {
            Log.WentOnWithoutCache(_context.Logger, _context.Failed(CacheOperation.GetOrSet, exception));
            return new(tags, null, null);
        }
    }
}
