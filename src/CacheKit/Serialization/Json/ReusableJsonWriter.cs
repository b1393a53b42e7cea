using System.Buffers;
using System.Text.Json;

namespace CacheKit.Serialization.Json;

/// <summary>
/// A JSON writer that a thread keeps for its next call. While it is in use the thread has none to give: a converter that
/// itself stores something gets a new one.
/// </summary>
internal sealed class ReusableJsonWriter : IDisposable
{
    [ThreadStatic]
    private static ReusableJsonWriter? _spare;

    // A writer's options are fixed for its life, and comparing them would box them: a writer belongs to its serializer.
    private readonly JsonCacheSerializer _owner;

    private ReusableJsonWriter(JsonCacheSerializer owner, Utf8JsonWriter json)
    {
        _owner = owner;
        Json = json;
    }

    public Utf8JsonWriter Json { get; }

    public static ReusableJsonWriter Take(JsonCacheSerializer owner, in JsonWriterOptions options, IBufferWriter<byte> destination)
    {
        var spare = _spare;
        _spare = null;
        if (spare is null || spare._owner != owner)
            return new(owner, new Utf8JsonWriter(destination, options));
        spare.Json.Reset(destination);
        return spare;
    }

    /// <summary>Gives the writer back, without a hold on the destination, and without what a failed call left in it.</summary>
    public void Dispose()
    {
        Json.Reset(NoDestination.Instance);
        _spare = this;
    }

    private sealed class NoDestination : IBufferWriter<byte>
    {
        public static readonly NoDestination Instance = new();

        public void Advance(int count) => throw new NotSupportedException();

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
    }
}
