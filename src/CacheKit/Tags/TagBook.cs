namespace CacheKit.Tags;

/// <summary>
/// The tags of an alias: across its versions, within its <c>KeyPrefix</c>. Each tag has a place, of a fixed number; an entry
/// remembers what the places of its tags held before it was made, and a removal changes what they hold. So a removal
/// costs the same however many entries there are, and tags take no memory that grows.
/// </summary>
internal abstract class TagBook
{
    /// <summary>What the places of some tags hold now, in the order of the tags.</summary>
    public abstract ValueTask<TagMark[]> MarkAsync(string[] tags, CancellationToken cancellationToken);

    /// <summary>A moment to ask about later; null when nothing was remembered, which <see cref="MarkSinceAsync"/> allows for.</summary>
    /// <param name="evenIfUnused">Whether to remember it though this process has met no tag in this alias yet.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract ValueTask<UInt128?> MomentAsync(bool evenIfUnused, CancellationToken cancellationToken);

    /// <summary>What the places hold, if it is certain that none of the tags has been removed since a moment; else null.</summary>
    public abstract ValueTask<TagMark[]?> MarkSinceAsync(string[] tags, UInt128? moment, CancellationToken cancellationToken);

    /// <summary>Makes every entry with one of the tags invalid.</summary>
    public abstract ValueTask RemoveAsync(string[] tags, CancellationToken cancellationToken);
}
