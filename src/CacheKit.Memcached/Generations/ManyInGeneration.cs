using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Memcached.Commands;
using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached.Generations;

/// <summary>Calls for many entries whose keys hold the generations of their servers. What went out with an old one goes out again.</summary>
internal sealed class ManyInGeneration(MemcachedEntries entries, PrefixGenerations generations)
{
    private const int Tries = 10;

    public ValueTask GetAsync(ReadOnlyMemory<CacheKey> keys, ICachePayloadReceiver receiver, CancellationToken cancellationToken) =>
        CallAsync(keys, async (places, looks, token) =>
        {
            // In one batch, the generations first, so that each payload is known to be current when it comes.
            var looker = new LookingReceiver(looks, places, receiver);
            await entries.GetManyAsync(looker.Keys, looker, token).ConfigureAwait(false);
            looker.LearnTo(generations);
        }, cancellationToken);

    /// <returns>The places of the entries that were not stored.</returns>
    public async ValueTask<IReadOnlyList<int>> SetAsync(ReadOnlyMemory<CacheItem> items, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        var failed = new HashSet<int>();
        await CallAsync(KeysOf(items), async (places, looks, token) =>
        {
            var looker = new LookingReceiver(looks, [], null);
            var stored = places.ConvertAll(place => MemcachedEntries.EntryOf(place.Key.Key, items.Span[place.Index].Payload)).ToArray();
            var storing = entries.SetManyAsync(stored, timeToLive, token).AsTask();
            var looking = entries.GetManyAsync(looker.Keys, looker, token).AsTask();
            await Task.WhenAll(storing, looking).ConfigureAwait(false);
            looker.LearnTo(generations);
            failed.ExceptWith(places.Select(static place => place.Index));
            failed.UnionWith((await storing.ConfigureAwait(false)).Select(place => places[place].Index));
        }, cancellationToken).ConfigureAwait(false);
        return [.. failed.Order()];
    }

    public ValueTask DeleteAsync(ReadOnlyMemory<CacheKey> keys, CancellationToken cancellationToken) =>
        CallAsync(keys, async (places, looks, token) =>
        {
            var looker = new LookingReceiver(looks, [], null);
            var deleting = entries.DeleteManyAsync(places.ConvertAll(static place => place.Key.Key).ToArray(), token).AsTask();
            await Task.WhenAll(deleting, entries.GetManyAsync(looker.Keys, looker, token).AsTask()).ConfigureAwait(false);
            looker.LearnTo(generations);
        }, cancellationToken);

    private async ValueTask CallAsync(
        ReadOnlyMemory<CacheKey> keys, Func<List<PlacedKey>, IReadOnlyList<GenerationLook>, CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        var routes = new KeyRoute[keys.Length];
        for (int index = 0; index < routes.Length; index++)
            routes[index] = KeyInGeneration.Check(keys.Span[index]);
        List<int> left = [.. Enumerable.Range(0, keys.Length)];
        for (int tries = 0; left.Count > 0; tries++)
        {
            if (tries == Tries)
                throw new InvalidOperationException($"The generation of a server changed {Tries} times during one call: somebody clears without end, or it has too little memory (-m).");
            var looks = new Dictionary<ServerNode, GenerationLook>();
            var places = new List<PlacedKey>(left.Count);
            foreach (int index in left)
            {
                var server = entries.Client.ServerOf(routes[index].Key);
                if (!looks.TryGetValue(server, out var look))
                    looks.Add(server, look = await BeginAsync(server, routes[index], cancellationToken).ConfigureAwait(false));
                places.Add(new(index, KeyInGeneration.Of(keys.Span[index], routes[index], server, look.Generation), look));
            }

            await call(places, [.. looks.Values], cancellationToken).ConfigureAwait(false);
            left = [.. places.Where(static place => !place.Look.IsCurrent).Select(static place => place.Index)];
        }
    }

    private async ValueTask<GenerationLook> BeginAsync(ServerNode server, KeyRoute route, CancellationToken cancellationToken) =>
        new(server, generations.KeyBeside(route), generations.Known(server) ?? await generations.FindAsync(route, cancellationToken).ConfigureAwait(false));

    private static CacheKey[] KeysOf(ReadOnlyMemory<CacheItem> items)
    {
        var keys = new CacheKey[items.Length];
        for (int index = 0; index < keys.Length; index++)
            keys[index] = items.Span[index].Key;
        return keys;
    }
}
