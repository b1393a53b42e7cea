using CacheKit.Memcached.Tests.Servers;
using CacheKit.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>Servers that go away and come back.</summary>
public sealed class OutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_under_way_when_the_server_died_has_an_unknown_outcome()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await using var client = new MemcachedClient(ServerFixture.OptionsFor(server));
        await client.SetAsync("counter", "1"u8.ToArray(), cancellationToken: Token);

        server.Pause();
        var counting = Enumerable.Range(0, 50).Select(_ => client.IncrementAsync("counter", cancellationToken: Token).AsTask()).ToArray();
        Assert.All(counting, static task => Assert.False(task.IsCompleted));
        await server.KillAsync();

        foreach (var task in counting)
            await Assert.ThrowsAsync<MemcachedOutcomeUnknownException>(() => task);
    }

    [Fact]
    public async Task A_server_that_came_back_is_used_again()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await using var client = new MemcachedClient(ServerFixture.OptionsFor(server));
        await client.SetAsync("key", "value"u8.ToArray(), cancellationToken: Token);

        await server.KillAsync();
        var failure = await FailAsync(client);
        Assert.Contains(server.Location, failure.Message, StringComparison.Ordinal);
        await server.StartAsync();

        await WaitUntilServedAsync(client);
        Assert.Equal(MemcachedStatus.Done, await client.SetAsync("key", "value"u8.ToArray(), cancellationToken: Token));
    }

    [Fact]
    public async Task A_client_may_be_there_before_its_server()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await server.StopAsync();
        await using var client = new MemcachedClient(ServerFixture.OptionsFor(server));

        await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await client.GetAsync("key", Token));
        await server.StartAsync();

        await WaitUntilServedAsync(client);
    }

    [Fact]
    public async Task A_silent_server_is_waited_for_no_longer_than_the_limit()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        var options = ServerFixture.OptionsFor(server);
        options.OperationTimeout = TimeSpan.FromMilliseconds(200);
        await using var client = new MemcachedClient(options);
        await WaitUntilServedAsync(client);

        server.Pause();
        var failure = await Assert.ThrowsAsync<MemcachedOutcomeUnknownException>(async () => await client.GetAsync("key", Token));
        Assert.IsType<TimeoutException>(failure.InnerException);
        server.Resume();

        await WaitUntilServedAsync(client);
    }

    [Fact]
    public async Task A_reply_that_comes_too_late_is_nobody_else_s()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        await using var client = new MemcachedClient(ServerFixture.OptionsFor(server));
        for (int i = 0; i < 100; i++)
            await client.SetAsync($"key{i}", new[] { (byte)i }, cancellationToken: Token);

        server.Pause();
        using var leaving = new CancellationTokenSource();
        var early = Enumerable.Range(0, 50).Select(i => client.GetAsync($"key{i}", leaving.Token).AsTask()).ToArray();
        await leaving.CancelAsync();
        foreach (var task in early)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        var late = Enumerable.Range(50, 50).Select(i => client.GetAsync($"key{i}", Token).AsTask()).ToArray();
        server.Resume();

        byte[]?[] values = await Task.WhenAll(late);

        Assert.Equal(Enumerable.Range(50, 50), values.Select(static value => (int)value![0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disposed_client_tells_those_who_wait(bool synchronously)
    {
        await using var server = await MemcachedServer.StartNewAsync();
        var client = new MemcachedClient(ServerFixture.OptionsFor(server));
        await client.SetAsync("key", "value"u8.ToArray(), cancellationToken: Token);
        server.Pause();
        var waiting = client.GetAsync("key", Token).AsTask();

        if (synchronously)
            client.Dispose();
        else
            await client.DisposeAsync();

        await Assert.ThrowsAsync<MemcachedOutcomeUnknownException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.GetAsync("key", Token));
    }

    [Fact]
    public async Task A_container_that_is_disposed_synchronously_closes_its_client()
    {
        await using var server = await MemcachedServer.StartNewAsync();
        var services = new ServiceCollection().AddSingleton(_ => new MemcachedClient(ServerFixture.OptionsFor(server))).BuildServiceProvider();
        var client = services.GetRequiredService<MemcachedClient>();
        await client.PingAsync(Token);

        services.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.PingAsync(Token));
    }

    private static async Task<MemcachedException> FailAsync(MemcachedClient client)
    {
        while (true)
        {
            try
            {
                await client.GetAsync("key", Token);
            }
            catch (MemcachedException failure)
            {
                return failure;
            }
        }
    }

    private static async Task WaitUntilServedAsync(MemcachedClient client)
    {
        while (true)
        {
            try
            {
                await client.GetAsync("key", Token);
                return;
            }
            catch (MemcachedException)
            {
                await Task.Delay(10, Token);
            }
        }
    }
}
