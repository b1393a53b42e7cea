namespace CacheKit.Tags;

/// <summary>The tags of an alias whose backend holds objects: a table in this process, shared by all aliases of a store.</summary>
/// <param name="table">The table.</param>
/// <param name="names">Tells the aliases of one store apart.</param>
/// <remarks>Which tags share a place is decided by the framework's randomised hash and cannot be aimed at.</remarks>
internal sealed class LocalTags(TagTable table, TagNames names) : TagBook
{
    public override ValueTask<TagMark[]> MarkAsync(string[] tags, CancellationToken cancellationToken) => new(Mark(tags));

    public override ValueTask<UInt128?> MomentAsync(bool evenIfUnused, CancellationToken cancellationToken) => new((UInt128)table.Last);

    public override ValueTask<TagMark[]?> MarkSinceAsync(string[] tags, UInt128? moment, CancellationToken cancellationToken)
    {
        var marks = Mark(tags);
        return new(Array.TrueForAll(marks, mark => mark.Value <= moment) ? marks : null);
    }

    public override ValueTask RemoveAsync(string[] tags, CancellationToken cancellationToken)
    {
        foreach (string tag in tags)
            table.Remove(PlaceOf(tag));
        return default;
    }

    private TagMark[] Mark(string[] tags) => Array.ConvertAll(tags, tag =>
    {
        int place = PlaceOf(tag);
        return new TagMark(place, (UInt128)table.At(place));
    });

    private int PlaceOf(string tag)
    {
        var key = names.KeyOf(tag);
        return HashCode.Combine(key.Scope.GetHashCode(StringComparison.Ordinal), key.Name.GetHashCode(StringComparison.Ordinal)) & (TagTable.PlaceCount - 1);
    }
}
