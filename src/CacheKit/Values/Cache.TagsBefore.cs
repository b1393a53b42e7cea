using CacheKit.Tags;

namespace CacheKit.Values;

internal sealed partial class Cache
{
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
}
