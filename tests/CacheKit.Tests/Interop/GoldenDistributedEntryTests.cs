using System.Buffers;
using System.Reflection;
using CacheKit.Interop;
using CacheKit.Serialization;

namespace CacheKit.Tests.Interop;

/// <summary>Entries of distributed caches that earlier releases wrote. A file in Golden is never changed and never deleted.</summary>
public sealed class GoldenDistributedEntryTests
{
    private static readonly byte[] _bytes = [0x00, 0x7F, 0x80, 0xFF];

    private static readonly PayloadSerializer _serializer = new CacheSerializers([DistributedEntrySerializer.Registration]).MakePayloadSerializer(null, null);

    private static readonly DateTimeOffset _end = new(2026, 2, 28, 23, 59, 58, TimeSpan.Zero);

    /// <summary>Every file, and what it holds.</summary>
    private static readonly Dictionary<string, SlidingExpiry?> _files = new()
    {
        ["plain"] = null,
        ["sliding"] = new(TimeSpan.FromMinutes(20), null),
        ["sliding-to-an-end"] = new(TimeSpan.FromMinutes(20), _end),
    };

    public static TheoryData<string> Names => [.. _files.Keys];

    [Fact]
    public void Every_file_is_held_by_a_fact() => Assert.Equal(
        _files.Keys.Order(StringComparer.Ordinal),
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(static name => name.StartsWith("GoldenDistributed/", StringComparison.Ordinal))
            .Select(static name => name["GoldenDistributed/".Length..^".bin".Length])
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_of_an_earlier_release_is_read(string name)
    {
        Assert.True(_serializer.TryRead<DistributedEntry>(Read(name), out var entry, out string? reason), reason);
        using (entry)
        {
            Assert.Equal(_bytes, entry!.Bytes.ToArray());
            Assert.Equal(_files[name], entry.Sliding);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_is_written_as_before(string name)
    {
        var written = new ArrayBufferWriter<byte>();

        _serializer.Write(DistributedEntry.Borrow(new(_bytes), _files[name]), written);

        Assert.Equal(Read(name), written.WrittenSpan.ToArray());
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"GoldenDistributed/{name}.bin")
            ?? throw new FileNotFoundException($"There is no golden file '{name}'.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
