using System.Globalization;

namespace CacheKit.Benchmarks.Operations;

/// <summary>The keys and values that all candidates share. Keys are of one length, however many there are.</summary>
internal sealed class Dataset
{
    /// <summary>The bytes of a value of <see cref="Bytes"/>.</summary>
    public const int BytesLength = 1024;

    /// <summary>The lifetime that every candidate gives its entries: none ends while it is measured.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Lazy<string[]> _texts;
    private readonly Lazy<int[]> _numbers;
    private readonly Lazy<byte[][]> _bytes;
    private readonly Lazy<Profile[]> _profiles;

    public Dataset(int entries)
    {
        Keys = [.. Enumerable.Range(0, entries).Select(static number => KeyOf(number))];
        Absent = [.. Enumerable.Range(entries, entries).Select(static number => KeyOf(number))];
        _texts = new(() => [.. Keys.Select(static key => "value of " + key)]);
        _numbers = new(() => [.. Enumerable.Range(0, entries)]);
        _bytes = new(() => [.. Enumerable.Range(0, entries).Select(static _ => new byte[BytesLength])]);
        _profiles = new(() => [.. Enumerable.Range(0, entries).Select(Profile.Number)]);
        // Asked in an order that has nothing to do with that of the writes, and so of the addresses.
        Asked = [.. Keys];
        new Random(20260101).Shuffle(Asked);
        new Random(20260101).Shuffle(Absent);
    }

    /// <summary>The keys in the order in which they are written.</summary>
    public string[] Keys { get; }

    /// <summary>The same keys in the order in which they are asked.</summary>
    public string[] Asked { get; }

    /// <summary>As many keys of the same shape that nobody writes.</summary>
    public string[] Absent { get; }

    public string[] Texts => _texts.Value;

    public int[] Numbers => _numbers.Value;

    public byte[][] Bytes => _bytes.Value;

    public Profile[] Profiles => _profiles.Value;

    public int Count => Keys.Length;

    /// <summary>The keys that an operation is asked with.</summary>
    public string[] KeysFor(Operation operation) => operation == Operation.Miss ? Absent : Asked;

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user:{number:D7}:name");
}
