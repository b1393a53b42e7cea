using System.Data;
using CacheKit.Database.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Database.Tests.Servers;

public sealed class WarmConnectionTests : IDisposable
{
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly WarmConnection _warm;
    private readonly List<SqliteConnection> _opened = [];

    public WarmConnectionTests() => _warm = new WarmConnection(_time);

    public void Dispose()
    {
        _warm.Dispose();
        _opened.ForEach(static connection => connection.Dispose());
    }

    [Fact]
    public async Task The_next_call_gets_the_connection_of_the_last()
    {
        var connection = Open();
        await _warm.KeepAsync(connection);
        Assert.Same(connection, _warm.Take());
        Assert.Equal(ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task No_two_calls_get_one_connection()
    {
        await _warm.KeepAsync(Open());
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(_warm.Take)));
        Assert.Single(taken, static connection => connection is not null);
    }

    [Fact]
    public async Task Where_one_is_kept_another_goes_back()
    {
        var (kept, other) = (Open(), Open());
        await _warm.KeepAsync(kept);
        await _warm.KeepAsync(other);
        Assert.Equal(ConnectionState.Open, kept.State);
        Assert.Equal(ConnectionState.Closed, other.State);
    }

    [Fact]
    public async Task One_that_nobody_uses_goes_back()
    {
        var connection = Open();
        await _warm.KeepAsync(connection);
        _time.Advance(2 * _rest);
        Assert.Null(_warm.Take());
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public async Task One_that_is_used_stays()
    {
        var connection = Open();
        for (int call = 0; call < 5; call++)
        {
            await _warm.KeepAsync(connection);
            _time.Advance(_rest);
            Assert.Same(connection, _warm.Take());
        }

        Assert.Equal(ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task At_the_end_the_kept_one_is_closed_and_so_is_one_that_comes_late()
    {
        var (kept, late) = (Open(), Open());
        await _warm.KeepAsync(kept);
        _warm.Dispose();
        await _warm.KeepAsync(late);
        Assert.Equal(ConnectionState.Closed, kept.State);
        Assert.Equal(ConnectionState.Closed, late.State);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        _opened.Add(connection);
        return connection;
    }
}
