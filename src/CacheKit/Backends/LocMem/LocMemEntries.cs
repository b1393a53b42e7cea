using System.Collections;
using CacheKit.Backends.Objects;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// A walk over the entries of a table while it is in use. It looks every chain up anew: one that rests holds no buckets
/// that the table has left behind. An entry that comes, goes or moves meanwhile may be met, twice or not at all.
/// </summary>
// A struct that is its own enumerator: a cull meets millions.
internal struct LocMemEntries(LocMemTable table) : IEnumerable<CachedObject>, IEnumerator<CachedObject>
{
    private int _chain;
    private CachedObject? _current;

    public readonly CachedObject Current => _current!;

    readonly object IEnumerator.Current => Current;

    public readonly LocMemEntries GetEnumerator() => new(table);

    readonly IEnumerator<CachedObject> IEnumerable<CachedObject>.GetEnumerator() => GetEnumerator();

    readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool MoveNext()
    {
        _current = _current?.Next;
        while (_current is null && table.TryFirst(_chain, out _current))
            _chain++;
        return _current is not null;
    }

    public readonly void Reset() => throw new NotSupportedException();

    public readonly void Dispose()
    {
    }
}
