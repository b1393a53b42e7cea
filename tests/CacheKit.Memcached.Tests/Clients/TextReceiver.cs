using System.Buffers;
using System.Text;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>Keeps what it receives.</summary>
internal sealed class TextReceiver : IMemcachedReceiver
{
    public List<(int Index, string Text, uint Flags)> Found { get; } = [];

    public List<ulong> Cas { get; } = [];

    public void Receive(int index, in MemcachedGetResult result, in ReadOnlySequence<byte> value)
    {
        Found.Add((index, Encoding.UTF8.GetString(value), result.Flags));
        Cas.Add(result.Cas);
    }
}
