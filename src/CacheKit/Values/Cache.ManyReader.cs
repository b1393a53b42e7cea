using System.Buffers;
using System.Runtime.ExceptionServices;
using CacheKit.Backends;
using CacheKit.Backends.Objects;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit.Values;

internal sealed partial class Cache
{
    /// <summary>Collects what is found.</summary>
    private sealed class ManyReader<T>(Cache cache, string[] keys) : ICachePayloadReceiver
    {
        private CacheSerializationException? _unreadable;

        /// <summary>What was found with conditions, which are still to be looked at.</summary>
        public List<(int Index, ConditionalPayload Read)>? Conditional { get; private set; }

        /// <summary>What was found, in the order of the keys.</summary>
        public CacheValue<T>[] Values { get; } = new CacheValue<T>[keys.Length];

        /// <summary>How many were found.</summary>
        public int Count { get; private set; }

        public void Receive(int index, in ReadOnlySequence<byte> payload)
        {
            var memory = payload.IsSingleSegment ? payload.First : payload.ToArray();
            if (ConditionalPayload.Is(memory.Span))
                Postpone(index, memory.ToArray());
            else
                Decode(index, memory);
        }

        /// <summary>Takes the values whose conditions hold, after one look at all of them.</summary>
        public async ValueTask TakeCurrentAsync(List<(int Index, ConditionalPayload Read)> conditional, CancellationToken cancellationToken)
        {
            var marks = conditional.ConvertAll(static found => found.Read.Marks).ToArray();
            cache._context.MeetConditions(Array.Exists(marks, static each => each.Length > 0));
            bool[] current = await cache.AreCurrentAsync(CacheOperation.GetMany, marks, cancellationToken).ConfigureAwait(false);
            for (int place = 0; place < current.Length; place++)
            {
                if (current[place])
                    Decode(conditional[place].Index, conditional[place].Read.Payload);
            }
        }

        public void ThrowIfUnreadable()
        {
            if (_unreadable is not null)
                ExceptionDispatchInfo.Throw(_unreadable);
        }

        public void ReadAll(IObjectCacheScope objects, ReadOnlyMemory<CacheKey> finals)
        {
            for (int index = 0; index < keys.Length; index++)
            {
                if (objects.Get(finals.Span[index].Name) is { } entry)
                    Take(index, cache.ValueOf<T>(keys[index], entry));
            }
        }

        private void Postpone(int index, byte[] payload)
        {
            if (!ConditionalPayload.TryRead(payload, out var read))
                Decode(index, payload);
            else if (cache.Now < read.FreshUntil)
                (Conditional ??= []).Add((index, read));
        }

        private void Decode(int index, ReadOnlyMemory<byte> payload)
        {
            try
            {
                Take(index, cache._context.Decode<T>(keys[index], payload));
            }
            catch (CacheSerializationException exception)
            {
                // Not through the backend, which is in the middle of an answer and has not failed.
                _unreadable ??= exception;
            }
        }

        private void Take(int index, CacheValue<T> value)
        {
            if (!value.HasValue)
                return;
            if (!Values[index].HasValue)
                Count++;
            Values[index] = value;
        }
    }
}
