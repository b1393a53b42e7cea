using CacheKit.TestServers;

namespace CacheKit.Database.Tests.Servers;

/// <summary>What a cache does while its server cannot be used, told on a server of the fact's own.</summary>
/// <typeparam name="TServer">The kind of server.</typeparam>
/// <param name="kind">The same, for caches.</param>
public abstract class ServerOutageFacts<TServer>(ServerKind kind) : IAsyncLifetime
    where TServer : TestServer
{
    private const string Password = "Sesam-öffne-dich";

    private readonly List<IAsyncDisposable> _open = [];
    private TServer? _server;

    protected TServer Server => _server!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            await open.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_server_that_is_down_is_an_error_that_names_it_and_no_password()
    {
        var cache = Open();
        await Server.StopAsync();

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.GetAsync<int>("key", Token));

        Assert.Contains($"{TestServer.Host}:{Server.Port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("check that the server runs", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_an_error_that_names_the_setting_and_no_password()
    {
        var cache = Open(ConnectionString.Replace(Password, "wrong-one", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.SetAsync("key", 1, cancellationToken: Token));

        Assert.Contains("refuses the user 'cachekit'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Caches:default:Options:ConnectionString", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_of_the_replica_is_an_error_that_names_the_setting_of_the_replica()
    {
        var cache = Open(settings: ("Options:ReadConnectionString", ConnectionString.Replace(Password, "wrong-one", StringComparison.Ordinal)));

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.GetAsync<int>("key", Token));

        Assert.Contains("Caches:default:Options:ReadConnectionString", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_the_replica_does_not_have_is_none_that_a_command_would_make_there()
    {
        var cache = Open(settings: ("Options:ReadConnectionString", ConnectionString));

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.GetAsync<int>("key", Token));

        Assert.Contains("The table entries does not exist in the database of Caches:default:Options:ReadConnectionString", failure.Message, StringComparison.Ordinal);
        Assert.Contains("check that the replica copies it", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_missing_is_an_error_that_names_it()
    {
        var cache = Open(MissingDatabase);

        var failure = await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.SetAsync("key", 1, cancellationToken: Token));

        Assert.Contains("database 'nowhere' does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_started_without_its_server_uses_it_when_it_is_there()
    {
        await Server.StopAsync();
        var cache = Open();
        await Assert.ThrowsAsync<CacheBackendException>(async () => await cache.SetAsync("key", 1, cancellationToken: Token));

        await Server.StartAsync();
        await cache.SetAsync("key", 2, cancellationToken: Token);

        Assert.Equal(2, await cache.GetAsync<int>("key", Token));
    }

    [Fact]
    public async Task A_restart_while_nobody_looks_goes_unnoticed()
    {
        var cache = Open();
        await cache.SetAsync("key", 1, cancellationToken: Token);
        await OpenConnectionsAsync(cache);

        await Server.RestartAsync();

        Assert.Equal(1, await cache.GetAsync<int>("key", Token));
        await cache.SetAsync("key", 2, cancellationToken: Token);
        Assert.Equal(3, await cache.IncrementAsync("key", cancellationToken: Token));
    }

    [Fact]
    public async Task A_restart_goes_unnoticed_by_what_is_a_transaction_too()
    {
        var cache = Open();
        await cache.SetAsync("key", 1, cancellationToken: Token);
        await OpenConnectionsAsync(cache);

        await Server.RestartAsync();

        Assert.Equal(2, await cache.IncrementVersionAsync("key", cancellationToken: Token));
        Assert.Equal(1, await cache.WithVersion(2).GetAsync<int>("key", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_to_a_server_that_is_frozen_can_be_given_up_and_all_works_afterwards(bool isPrepared)
    {
        var cache = Open(ConnectionString + kind.ShortTimeouts);
        await cache.SetAsync("key", 1, cancellationToken: Token);
        if (isPrepared)
            await cache.GetAsync<int>("key", Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Server.Pause();
        var call = cache.GetAsync<int>("key", patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Server.Resume();

        Assert.Equal(1, await cache.GetAsync<int>("key", Token));
    }

    [Fact]
    public async Task A_server_killed_under_load_makes_backend_errors_and_nothing_else_and_all_works_afterwards()
    {
        var cache = Open();
        await cache.SetAsync("counter", 0, cancellationToken: Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        int attempted = 0, acknowledged = 0, failed = 0;
        var load = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    Interlocked.Increment(ref attempted);
                    await cache.IncrementAsync("counter", cancellationToken: Token);
                    Interlocked.Increment(ref acknowledged);
                    await cache.SetAsync("key", 1, cancellationToken: Token);
                    await cache.GetAsync<int>("key", Token);
                }
                catch (CacheBackendException)
                {
                    Interlocked.Increment(ref failed);
                    await Task.Delay(5);
                }
            }
        })).ToArray();

        try
        {
            await UntilAsync(() => Volatile.Read(ref acknowledged) > 100);
            await Server.KillAsync();
            await UntilAsync(() => Volatile.Read(ref failed) > 16);
            await Server.StartAsync();
            int before = Volatile.Read(ref acknowledged);
            await UntilAsync(() => Volatile.Read(ref acknowledged) > before + 100);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(load);
        }

        Assert.InRange(await cache.GetAsync<int>("counter", Token), acknowledged, attempted);
    }

    [Fact]
    public async Task Pages_go_on_while_the_server_is_gone_and_are_cached_again_afterwards()
    {
        await using var site = await PageSite.StartAsync(kind, Settings(ConnectionString));
        // The first ones may take longer than a page waits for its cache.
        await UntilAsync(async () => await site.GetAsync() == await site.GetAsync());

        await Server.KillAsync();
        var pages = new HashSet<string>();
        for (int request = 0; request < 20; request++)
            pages.Add(await site.GetAsync());
        Assert.Equal(20, pages.Count);

        await Server.StartAsync();
        await UntilAsync(async () => await site.GetAsync() == await site.GetAsync());
    }

    protected abstract string ConnectionString { get; }

    protected abstract string MissingDatabase { get; }

    protected abstract Task<TServer> StartNewAsync();

    private static (string Name, string? Value)[] Settings(string connectionString) =>
        [("Location", "entries"), ("Options:ConnectionString", connectionString + ";Maximum Pool Size=20"), ("Options:CreateTable", "true"), ("Options:MaxEntries", "100000")];

    private ICache Open(string? connectionString = null, params (string Name, string? Value)[] settings)
    {
        var open = new ServerCache(kind, [.. Settings(connectionString ?? ConnectionString), .. settings]);
        _open.Add(open);
        return open.Cache;
    }

    private static Task<int[]> OpenConnectionsAsync(ICache cache) =>
        Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => await cache.GetAsync<int>("key", Token))));

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }
}
