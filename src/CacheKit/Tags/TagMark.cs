namespace CacheKit.Tags;

/// <summary>
/// What the place of a tag held when an entry was made. The entry is valid as long as the place holds the same. Tags share
/// places: a removal may take others along, which are made anew.
/// </summary>
/// <param name="Place">The place, of a fixed number of them.</param>
/// <param name="Value">What it held.</param>
internal readonly record struct TagMark(int Place, UInt128 Value);
