using System.Buffers;
using System.Globalization;
using System.Text;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Registration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Database.Tests.Sqlite;

/// <summary>A container with one alias on a SQLite file, a clock that stands still until it is told, and a look at the table past the cache.</summary>
internal sealed class SqliteHarness : IAsyncDisposable
{
    public const string Table = "cache_entries";

    private readonly ServiceProvider _container;
    private readonly string _connectionString;

    public SqliteHarness(string file, params (string Name, string? Value)[] settings)
        : this($"Data Source={file}", new FakeTimeProvider(DateTimeOffset.UtcNow), settings)
    {
    }

    public SqliteHarness(string connectionString, FakeTimeProvider time, params (string Name, string? Value)[] settings)
    {
        Time = time;
        _connectionString = connectionString;
        (string Name, string? Value)[] all = [("Backend", "sqlite"), ("Options:ConnectionString", connectionString), .. settings];
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(all.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Name}", setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddCacheKit(configuration).AddSqlite();
        _container = services.BuildServiceProvider();
        Cache = _container.GetRequiredService<ICache>();
        Backend = (DatabaseBackend)_container.GetRequiredService<CacheSet>().Find("default").Bare;
    }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _container;

    public ICache Cache { get; }

    public DatabaseBackend Backend { get; }

    public static CacheKey Key(string name) => new(":1:", name);

    public static ReadOnlySequence<byte> Payload(string text) => new(Encoding.UTF8.GetBytes(text));

    public ValueTask SetAsync(string name, string text, TimeSpan? timeToLive = null) => SetAsync(Key(name), text, timeToLive);

    public ValueTask SetAsync(CacheKey key, string text, TimeSpan? timeToLive = null) =>
        Backend.SetAsync(key, Payload(text), timeToLive, TestContext.Current.CancellationToken);

    public Task<string?> GetAsync(string name) => GetAsync(Key(name));

    public async Task<string?> GetAsync(CacheKey key)
    {
        var payload = new ArrayBufferWriter<byte>();
        return await Backend.TryGetAsync(key, payload, TestContext.Current.CancellationToken) ? Encoding.UTF8.GetString(payload.WrittenSpan) : null;
    }

    public async Task FillAsync(int count, string prefix = "key", TimeSpan? timeToLive = null)
    {
        foreach (var part in Items(count, prefix).Chunk(1000))
            await Backend.SetManyAsync(part, timeToLive, TestContext.Current.CancellationToken);
    }

    /// <summary>Stores many values in one call.</summary>
    public async Task SetManyAsync(string prefix, int count, TimeSpan? timeToLive = null) =>
        await Backend.SetManyAsync(Items(count, prefix), timeToLive, TestContext.Current.CancellationToken);

    public long CountRows(string table = Table) => (long)Query($"SELECT count(*) FROM \"{table}\"")!;

    /// <summary>Asks the database past the cache.</summary>
    public object? Query(string sql) => Query(_connectionString, sql);

    public static object? Query(string connectionString, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private static CacheItem[] Items(int count, string prefix) =>
        [.. Enumerable.Range(0, count).Select(number => new CacheItem(Key(string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D6}")), Payload("x")))];
}
