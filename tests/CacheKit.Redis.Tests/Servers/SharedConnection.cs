using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Servers;

/// <summary>A connection that facts share; made when the first one asks for it.</summary>
/// <param name="find">Tells how to connect, once the server is there.</param>
public sealed class SharedConnection(Func<Task<ConfigurationOptions>> find) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection = new(() => ConnectAsync(find));

    public Task<IConnectionMultiplexer> GetAsync() => _connection.Value;

    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _connection.Value).DisposeAsync();
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(Func<Task<ConfigurationOptions>> find)
    {
        var options = await find();
        options.AbortOnConnectFail = true;
        // For a machine that has much else to do.
        options.AsyncTimeout = options.ConnectTimeout = 60_000;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
