namespace CacheKit.AspNetCore.PageCache.Groups;

/// <summary>
/// The time between two removals of a group's pages in this process. A page is made within one, and is worth nothing once
/// the next has begun.
/// </summary>
/// <param name="first">The group's stretch in the first half of the table.</param>
/// <param name="second">That in the second half: what ends only one of them is the removal of another group.</param>
internal sealed class PageGeneration(PageStretch first, PageStretch second)
{
    /// <summary>Tells it from every other in this process.</summary>
    public (long First, long Second) Number => (first.Number, second.Number);

    /// <summary>
    /// How many removals there had been in this process when it began, or more; see <see cref="PageGenerations.Removals"/>.
    /// The greater of two: a removal that has come to one place only has begun.
    /// </summary>
    public long Since => Math.Max(first.Since, second.Since);

    /// <summary>Whether the group's pages have been removed since.</summary>
    // hot path
    public bool IsOver => first.IsOver && second.IsOver;
}
