using System.Buffers;

namespace CacheKit.Memcached;

/// <summary>Takes the entries that <see cref="MemcachedClient.GetManyAsync"/> finds.</summary>
public interface IMemcachedReceiver
{
    /// <summary>Takes one entry. Never called by two threads at once.</summary>
    /// <param name="index">The place of its key among the keys asked for.</param>
    /// <param name="result">What is known of the entry.</param>
    /// <param name="value">The value; valid until this call returns.</param>
    void Receive(int index, in MemcachedGetResult result, in ReadOnlySequence<byte> value);
}
