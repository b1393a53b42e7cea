using System.Net.Sockets;
using System.Text;
using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>A server that has been started and loads its data: it takes connections, and answers LOADING.</summary>
public sealed class LoadingServerTests : IAsyncLifetime
{
    private const string Told = "Redis is starting and loads its data (LOADING)";

    // More than a minute with the delay for each, unless the fact ends it.
    private const int Keys = 8000;
    private const int DelayInMicroseconds = 10_000;

    private RedisServer _server = null!;
    private Task _loading = Task.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(new()
        {
            // It looks after its clients whenever it has read so many bytes: once for each value, which must not be compressed for that.
            Arguments = ["--appendonly", "no", "--rdbcompression", "no", "--key-load-delay", $"{DelayInMicroseconds}", "--loading-process-events-interval-bytes", "1024"],
        });
        await _server.ExecuteAsync("EVAL", "for number = 1, ARGV[1] do redis.call('SET', 'data' .. number, string.rep('a', 2048)) end", 0, Keys);
    }

    public async ValueTask DisposeAsync()
    {
        await LoadAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Callers_are_told_that_it_loads_and_go_on_when_it_has()
    {
        await using var throwing = Make();
        await using var missing = Make(("Options:OnFailure", "miss"));
        await throwing.AssertUsableAsync();
        await missing.AssertUsableAsync();
        await BeginToLoadAsync();

        var failure = await FindFailureAsync(throwing);
        Assert.Contains(Told, failure.Message, StringComparison.Ordinal);
        Assert.False((await missing.Cache.TryGetAsync<int>("usable", Cancel)).HasValue);
        Assert.Equal(7, await throwing.Cache.GetOrSetAsync("usable", static _ => ValueTask.FromResult(7), cancellationToken: Cancel));
        Assert.Equal(7, await missing.Cache.GetOrSetAsync("usable", static _ => ValueTask.FromResult(7), cancellationToken: Cancel));
        Assert.False(_loading.IsCompleted);

        await LoadAsync();
        await throwing.AssertUsableAsync();
        await missing.AssertUsableAsync();
        await RedisApplication.WaitAsync(() => throwing.LinesOf(1202).Count > 0 && missing.LinesOf(1202).Count > 0);
        Assert.All([throwing, missing], static application => Assert.Equal((1, 1), (application.LinesOf(1201).Count, application.LinesOf(1202).Count)));
    }

    [Fact]
    public async Task An_application_that_starts_meanwhile_is_told_too_and_uses_it_when_it_has_loaded()
    {
        await BeginToLoadAsync();
        await using var application = Make();

        Assert.Contains(Told, (await FindFailureAsync(application)).Message, StringComparison.Ordinal);
        Assert.False(_loading.IsCompleted);

        await LoadAsync();
        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task No_page_notices()
    {
        await using var run = await RedisSite.StartRunAsync(_server);

        await run.AssertNobodyNoticesAsync(
            async () =>
            {
                await BeginToLoadAsync();
                await Patience.UntilAsync(async () =>
                    await Record.ExceptionAsync(async () => await run.Site.Cache.GetAsync<int>("usable/page/0", Cancel)) is CacheBackendException failure
                        && failure.Message.Contains(Told, StringComparison.Ordinal));
            },
            LoadAsync);
    }

    private RedisApplication Make(params (string Name, string? Value)[] settings) =>
        RedisApplication.Make([("Location", $"redis://{TestServer.Host}:{_server.Port}"), .. settings]);

    private static async Task<CacheBackendException> FindFailureAsync(RedisApplication application)
    {
        CacheBackendException? failure = null;
        await Patience.UntilAsync(async () =>
        {
            failure = await Record.ExceptionAsync(async () => await application.Cache.GetAsync<int>("usable", Cancel)) as CacheBackendException;
            return failure?.Message.Contains("LOADING", StringComparison.Ordinal) == true;
        });
        return failure!;
    }

    /// <summary>Starts it anew; it takes its time.</summary>
    private async Task BeginToLoadAsync()
    {
        await _server.ExecuteAsync("SAVE");
        await _server.KillAsync();
        _loading = _server.StartAsync();
        await AskAsync("PING", "-LOADING");
    }

    /// <summary>Lets it load the rest at once.</summary>
    private async Task LoadAsync()
    {
        if (_loading.IsCompleted)
            return;
        await AskAsync("CONFIG SET key-load-delay 0", "+OK");
        await _loading;
    }

    /// <summary>Says something to it until it answers something: clients of Redis take it for broken meanwhile.</summary>
    private Task AskAsync(string command, string answer) => Patience.UntilAsync(async () =>
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(TestServer.Host, _server.Port, Cancel);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"), Cancel);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            return (await reader.ReadLineAsync(Cancel))?.StartsWith(answer, StringComparison.Ordinal) == true;
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
    });
}
