using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Resilience;

namespace CacheKit.Tags;

/// <summary>
/// The tags of an alias on a backend of bytes: each place is a marker, an entry of its own with a random value that never
/// expires. A marker that is lost is made with another value, so its entries become misses, never valid again. Beside
/// the markers stands one value that every removal changes first.
/// </summary>
/// <remarks>
/// Places are few enough that the markers need no expiry to stay bounded (8 MB or so at the very most), and so none that
/// would have to outlive the entries. docs/decisions/009-tags.md says more.
/// </remarks>
internal sealed class StoredTags(ICacheBackend backend, TagNames names, KeyGuard guard) : TagBook
{
    private const string RemovalsName = "removals";

    public override async ValueTask<TagMark[]> MarkAsync(string[] tags, CancellationToken cancellationToken)
    {
        int[] places = Array.ConvertAll(tags, PlaceOf);
        var values = await ReadAsync([.. places.Distinct()], cancellationToken).ConfigureAwait(false);
        var marks = new TagMark[tags.Length];
        for (int index = 0; index < marks.Length; index++)
        {
            int place = places[index];
            if (!values.TryGetValue(place, out var value))
                values[place] = value = await MakeAsync(KeyOf(place), cancellationToken).ConfigureAwait(false);
            marks[index] = new(place, value);
        }

        return marks;
    }

    public override async ValueTask<UInt128?> MomentAsync(bool evenIfUnused, CancellationToken cancellationToken)
    {
        if (!evenIfUnused)
            return null;
        var key = Checked(names.KeyOf(RemovalsName));
        return await FindAsync(key, cancellationToken).ConfigureAwait(false) ?? await MakeAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<TagMark[]?> MarkSinceAsync(string[] tags, UInt128? moment, CancellationToken cancellationToken)
    {
        // In this order: a removal whose marker we have read has changed the other value before.
        var marks = await MarkAsync(tags, cancellationToken).ConfigureAwait(false);
        var removals = await FindAsync(Checked(names.KeyOf(RemovalsName)), cancellationToken).ConfigureAwait(false);
        // No moment: this process had met no tag before. Then only an alias in which nobody ever removed one is certain.
        return removals == moment ? marks : null;
    }

    public override ValueTask RemoveAsync(string[] tags, CancellationToken cancellationToken)
    {
        var removals = Checked(names.KeyOf(RemovalsName));
        CacheKey[] markers = [.. tags.Select(PlaceOf).Distinct().Select(KeyOf)];
        return backend is RecoveringBackend recovering
            ? recovering.ReplaceMarkersAsync(removals, markers, cancellationToken)
            : TagMarker.ReplaceAsync(backend, removals, markers, cancellationToken);
    }

    /// <summary>Of which entries all places hold what they held, in one round trip for all of them; a lost marker holds nothing.</summary>
    public async ValueTask<bool[]> AreCurrentAsync(TagMark[][] entries, CancellationToken cancellationToken)
    {
        int[] places = [.. entries.SelectMany(static marks => marks).Select(static mark => mark.Place).Distinct()];
        var values = await ReadAsync(places, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(entries, marks => Array.TrueForAll(marks, mark => values.TryGetValue(mark.Place, out var value) && value == mark.Value));
    }

    /// <summary>The key that only one caller can add, of those who saw the same entry under a key.</summary>
    public CacheKey ClaimOn(CacheKey key, ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(key.ToString()));
        hash.AppendData(entry);
        return Checked(names.KeyOf("claim." + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))));
    }

    private async ValueTask<Dictionary<int, UInt128>> ReadAsync(int[] places, CancellationToken cancellationToken)
    {
        var found = new TagMarkerReceiver(places);
        if (places.Length > 0)
            await backend.GetManyAsync(Array.ConvertAll(places, KeyOf), found, cancellationToken).ConfigureAwait(false);
        return found.Values;
    }

    private async ValueTask<UInt128?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var found = new TagMarkerReceiver([0]);
        await backend.GetManyAsync(new[] { key }, found, cancellationToken).ConfigureAwait(false);
        return found.Values.TryGetValue(0, out var value) ? value : null;
    }

    /// <summary>Makes a marker that was not there; what another process made first wins.</summary>
    private async ValueTask<UInt128> MakeAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var value = TagMarker.NewValue();
        var existing = new ArrayBufferWriter<byte>();
        var result = await backend.AddOrGetAsync(key, TagMarker.Write(value), null, existing, cancellationToken).ConfigureAwait(false);
        if (result != AddOrGetResult.Existing)
            return value;
        if (TagMarker.TryRead(existing.WrittenSpan, out var other))
            return other;
        // Something else stands there, and would make every entry of the place a miss.
        await backend.SetAsync(key, TagMarker.Write(value), null, cancellationToken).ConfigureAwait(false);
        return value;
    }

    private CacheKey KeyOf(int place) => Checked(names.KeyOf(place.ToString("x4", CultureInfo.InvariantCulture)));

    private CacheKey Checked(CacheKey key)
    {
        if (backend.KeyPolicy == CacheKeyPolicy.Refuse && !KeyRules.IsAccepted(key))
            guard.Report(key);
        return key;
    }

    // The same in every process: the first two bytes of the SHA-256 of the tag in UTF-8.
    private static int PlaceOf(string tag)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(tag), hash);
        return BinaryPrimitives.ReadUInt16BigEndian(hash);
    }
}
