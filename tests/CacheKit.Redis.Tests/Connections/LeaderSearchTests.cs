using CacheKit.Redis.Connections;
using CacheKit.Redis.Tests.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Redis.Tests.Connections;

public sealed class LeaderSearchTests
{
    private const string Refusal = "READONLY You can't write against a read only replica.";

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Many_refusals_make_one_search_and_the_next_comes_after_a_pause()
    {
        var (multiplexer, server) = MultiplexerDouble.Make();
        new LeaderSearch(_time).Join(multiplexer);

        for (int time = 0; time < 100; time++)
            server.Refuse(Refusal);
        await RedisApplication.WaitAsync(() => server.Looks == 1);
        server.EndLook();
        server.Refuse(Refusal);
        await RedisApplication.WaitAsync(() =>
        {
            _time.Advance(_pause);
            server.Refuse(Refusal);
            return server.Looks == 2;
        });

        Assert.Equal(2, server.Looks);
    }

    [Fact]
    public async Task Other_refusals_and_those_to_a_connection_that_was_left_begin_none()
    {
        var search = new LeaderSearch(_time);
        var (busy, left, last) = (MultiplexerDouble.Make(), MultiplexerDouble.Make(), MultiplexerDouble.Make());
        search.Join(busy.Multiplexer);
        search.Join(left.Multiplexer);
        search.Join(last.Multiplexer);
        search.Leave(left.Multiplexer);

        busy.Double.Refuse("WRONGTYPE Operation against a key holding the wrong kind of value");
        left.Double.Refuse(Refusal);
        last.Double.Refuse(Refusal);
        await RedisApplication.WaitAsync(() => last.Double.Looks == 1);

        Assert.Equal((0, 0), (busy.Double.Looks, left.Double.Looks));
    }
}
