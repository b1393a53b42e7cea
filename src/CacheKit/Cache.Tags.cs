using CacheKit.Backends;
using CacheKit.Diagnostics;
using CacheKit.Tags;

namespace CacheKit;

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
        await GuardAsync(CacheOperation.RemoveByTag, static (_, _, call, token) => DoneAsync(call.Tags.RemoveAsync(call.distinct, token)), default, (_context.Tags, distinct), cancellationToken).ConfigureAwait(false);
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
            : await GuardAsync(operation, static (_, _, call, token) => call.Tags.MarkAsync(call.tags, token), default, (_context.Tags, tags), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// What a factory's entry depends on, taken down before the factory reads anything: a removal while it runs must find its
    /// value out of date.
    /// </summary>
    /// <param name="Tags">The tags that the caller named.</param>
    /// <param name="Marks">What their places held; null when the backend failed.</param>
    /// <param name="Moment">When that was, for the tags that the factory names itself.</param>
    private sealed record TagsBefore(string[] Tags, TagMark[]? Marks, UInt128? Moment)
    {
        public static readonly TagsBefore None = new([], [], null);

        /// <summary>What the entry depends on in the end; null when it is not certain that none of its tags was removed meanwhile.</summary>
        public async ValueTask<TagMark[]?> MarksForAsync(Cache cache, string[] tags, CancellationToken cancellationToken)
        {
            if (tags.Length == 0)
                return [];
            if (Marks is null)
                return null;
            var known = Tags.Zip(Marks).ToDictionary(static pair => pair.First, static pair => pair.Second, StringComparer.Ordinal);
            string[] late = Array.FindAll(tags, tag => !known.ContainsKey(tag));
            if (late.Length > 0)
            {
                cache._context.MeetConditions(tags: true);
                if (await cache._context.Tags.MarkSinceAsync(late, Moment, cancellationToken).ConfigureAwait(false) is not { } marks)
                    return null;
                foreach (var (tag, mark) in late.Zip(marks))
                    known.Add(tag, mark);
            }

            return Array.ConvertAll(tags, tag => known[tag]);
        }
    }

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
            _context.GoOn(_context.Failed(CacheOperation.GetOrSet, exception));
            return new(tags, null, null);
        }
    }
}
