using System.Buffers;

namespace CacheKit.Backends;

/// <summary>Takes the payloads that <see cref="ICacheBackend.GetManyAsync"/> finds.</summary>
public interface ICachePayloadReceiver
{
    /// <summary>Takes one payload. Never called by two threads at once.</summary>
    /// <param name="index">The place of its key among the keys asked for.</param>
    /// <param name="payload">The payload; valid until this call returns.</param>
    void Receive(int index, in ReadOnlySequence<byte> payload);
}
