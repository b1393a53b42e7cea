using System.Buffers;
using System.Text;
using CacheKit.Keys;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Clients;

/// <summary>What a client can do with a real server, whichever way it speaks with it.</summary>
public abstract class ClientFacts(ServerFixture server) : IAsyncDisposable
{
    private static int _lastKey;

    private readonly string _key = $":1:ключ-{Interlocked.Increment(ref _lastKey)}-{Environment.ProcessId}";

    protected MemcachedClient Client { get; } = server.NewClient();

    protected string Key => _key;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_key_is_a_miss_that_writes_nothing()
    {
        var destination = new ArrayBufferWriter<byte>();

        Assert.False((await Client.GetAsync(_key, destination, cancellationToken: Token)).IsFound);
        Assert.Equal(0, destination.WrittenCount);
        Assert.Null(await Client.GetAsync(_key, Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(70_000)]
    [InlineData(900_000)]
    public async Task A_value_comes_back_with_its_flags(int length)
    {
        byte[] value = new byte[length];
        new Random(length).NextBytes(value);
        var destination = new ArrayBufferWriter<byte>();

        Assert.Equal(MemcachedStatus.Done, await Client.StoreAsync(_key, new(value), new() { Flags = uint.MaxValue }, Token));
        var result = await Client.GetAsync(_key, destination, cancellationToken: Token);

        Assert.True(result.IsFound);
        Assert.Equal(uint.MaxValue, result.Flags);
        Assert.Equal(value, destination.WrittenSpan.ToArray());
        Assert.Equal(value, await Client.GetAsync(_key, Token));
    }

    [Fact]
    public async Task A_key_in_two_parts_is_the_key_that_they_make()
    {
        await SetAsync(new CacheKey(":1:", $"teil-{_key}"), "value");

        Assert.Equal("value", await GetAsync($":1:teil-{_key}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("with\r\nline end")]
    [InlineData("with\u007f")]
    public async Task A_key_that_no_server_holds_is_refused_before_anything_is_sent(string key)
    {
        MemcachedEntry[] entries = [new(_key, new(new byte[1])), new(key, new(new byte[1]))];

        var failure = await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await SetAsync(key, "value"));
        Assert.Equal(key, failure.Key);
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.GetAsync(key, Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.DeleteAsync(key, cancellationToken: Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.IncrementAsync(key, cancellationToken: Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.TouchAsync(key, default, Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.StoreManyAsync(entries, default, Token));
        Assert.Null(await GetAsync(_key));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_key()
    {
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.GetAsync("half-a-pair\ud83d", Token));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.GetAsync("half-a-pair\udc00", Token));
    }

    [Fact]
    public async Task The_longest_key_holds_and_one_byte_more_is_refused()
    {
        string longest = _key + new string('é', (250 - Encoding.UTF8.GetByteCount(_key)) / 2);
        longest += new string('x', 250 - Encoding.UTF8.GetByteCount(longest));

        await SetAsync(longest, "value");

        Assert.Equal("value", await GetAsync(longest));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await SetAsync(longest + "x", "value"));
    }

    [Fact]
    public async Task Any_bytes_may_be_a_key()
    {
        byte[] bytes = [0, 10, 13, 32, 127, 255, .. Encoding.UTF8.GetBytes(_key)];
        var key = MemcachedKey.FromBytes(bytes);

        await SetAsync(key, "value");

        Assert.Equal("value", await GetAsync(key));
        Assert.Equal(MemcachedStatus.Done, await Client.DeleteAsync(key, cancellationToken: Token));
        await SetAsync(MemcachedKey.FromBytes(Encoding.UTF8.GetBytes(_key)), "text");
        Assert.Equal("text", await GetAsync(_key));
        await Assert.ThrowsAsync<InvalidCacheKeyException>(async () => await Client.GetAsync(MemcachedKey.FromBytes(new byte[187]), Token));
    }

    [Fact]
    public async Task Add_and_replace_depend_on_what_is_there()
    {
        Assert.Equal(MemcachedStatus.NotStored, await StoreAsync(_key, "no", MemcachedStoreMode.Replace));
        Assert.Equal(MemcachedStatus.Done, await StoreAsync(_key, "added", MemcachedStoreMode.Add));
        Assert.Equal(MemcachedStatus.NotStored, await StoreAsync(_key, "no", MemcachedStoreMode.Add));
        Assert.Equal("added", await GetAsync(_key));
        Assert.Equal(MemcachedStatus.Done, await StoreAsync(_key, "replaced", MemcachedStoreMode.Replace));
        Assert.Equal("replaced", await GetAsync(_key));
    }

    [Fact]
    public async Task Append_and_prepend_extend_what_is_there()
    {
        Assert.Equal(MemcachedStatus.NotStored, await StoreAsync(_key, "no", MemcachedStoreMode.Append));
        Assert.Equal(MemcachedStatus.NotStored, await StoreAsync(_key, "no", MemcachedStoreMode.Prepend));

        await SetAsync(_key, "b");
        Assert.Equal(MemcachedStatus.Done, await StoreAsync(_key, "c", MemcachedStoreMode.Append));
        Assert.Equal(MemcachedStatus.Done, await StoreAsync(_key, "a", MemcachedStoreMode.Prepend));

        Assert.Equal("abc", await GetAsync(_key));
    }

    [Fact]
    public async Task A_changed_entry_is_not_overwritten()
    {
        await SetAsync(_key, "first");
        var read = await Client.GetAsync(_key, new ArrayBufferWriter<byte>(), new() { WithCas = true }, Token);
        Assert.NotEqual(0UL, read.Cas);
        await SetAsync(_key, "second");

        Assert.Equal(MemcachedStatus.Changed, await Client.StoreAsync(_key, new("no"u8.ToArray()), new() { Cas = read.Cas }, Token));
        Assert.Equal(MemcachedStatus.Changed, await Client.DeleteAsync(_key, read.Cas, Token));
        Assert.Equal("second", await GetAsync(_key));

        read = await Client.GetAsync(_key, new ArrayBufferWriter<byte>(), new() { WithCas = true }, Token);
        Assert.Equal(MemcachedStatus.Done, await Client.StoreAsync(_key, new("third"u8.ToArray()), new() { Cas = read.Cas }, Token));
        Assert.Equal("third", await GetAsync(_key));
        Assert.Equal(MemcachedStatus.NotFound, await Client.StoreAsync(_key + "x", new("no"u8.ToArray()), new() { Cas = read.Cas }, Token));
    }

    [Fact]
    public async Task A_deleted_entry_is_gone()
    {
        Assert.Equal(MemcachedStatus.NotFound, await Client.DeleteAsync(_key, cancellationToken: Token));
        await SetAsync(_key, "value");

        Assert.Equal(MemcachedStatus.Done, await Client.DeleteAsync(_key, cancellationToken: Token));

        Assert.Null(await GetAsync(_key));
    }

    [Fact]
    public async Task What_expires_at_once_is_gone()
    {
        await SetAsync(_key, "old");

        await Client.SetAsync(_key, "new"u8.ToArray(), TimeSpan.Zero, Token);

        Assert.Null(await GetAsync(_key));
    }

    [Fact]
    public async Task A_touched_entry_has_a_new_expiry()
    {
        Assert.False(await Client.TouchAsync(_key, TimeSpan.FromHours(1), Token));
        await Client.SetAsync(_key, "value"u8.ToArray(), TimeSpan.FromDays(400), Token);

        Assert.True(await Client.TouchAsync(_key, TimeSpan.FromHours(1), Token));
        Assert.Equal("value", await GetAsync(_key));
        Assert.True(await Client.TouchAsync(_key, TimeSpan.Zero, Token));

        Assert.Null(await GetAsync(_key));
    }

    [Fact]
    public async Task A_value_is_read_and_touched_in_one_trip()
    {
        var destination = new ArrayBufferWriter<byte>();
        await SetAsync(_key, "value");

        Assert.True((await Client.GetAsync(_key, destination, new() { Touch = TimeSpan.FromHours(1) }, Token)).IsFound);
        Assert.Equal("value", Encoding.UTF8.GetString(destination.WrittenSpan));
        await Client.GetAsync(_key, destination, new() { Touch = TimeSpan.Zero }, Token);

        Assert.Null(await GetAsync(_key));
        Assert.False((await Client.GetAsync(_key, destination, new() { Touch = TimeSpan.FromHours(1) }, Token)).IsFound);
    }

    [Fact]
    public async Task Numbers_are_counted()
    {
        Assert.Null(await Client.IncrementAsync(_key, cancellationToken: Token));
        Assert.Null(await Client.DecrementAsync(_key, cancellationToken: Token));
        Assert.Equal(7UL, await Client.IncrementAsync(_key, 5, new() { Initial = 7, InitialExpiry = TimeSpan.FromHours(1) }, Token));
        Assert.Equal(12UL, await Client.IncrementAsync(_key, 5, cancellationToken: Token));
        Assert.Equal(11UL, await Client.DecrementAsync(_key, cancellationToken: Token));
        Assert.Equal(0UL, await Client.DecrementAsync(_key, 100, cancellationToken: Token));
        await SetAsync(_key, $"{ulong.MaxValue}");
        Assert.Equal(0UL, await Client.IncrementAsync(_key, cancellationToken: Token));
    }

    [Fact]
    public async Task What_is_no_number_is_not_counted()
    {
        await SetAsync(_key, "text");

        var failure = await Assert.ThrowsAsync<MemcachedServerException>(async () => await Client.IncrementAsync(_key, cancellationToken: Token));

        Assert.Equal(MemcachedError.NotNumeric, failure.Error);
        Assert.Equal("text", await GetAsync(_key));
    }

    [Fact]
    public async Task A_value_over_the_server_s_limit_is_refused_and_the_old_one_is_gone()
    {
        await SetAsync(_key, "old");

        var failure = await Assert.ThrowsAsync<MemcachedServerException>(
            async () => await Client.SetAsync(_key, new byte[1024 * 1024], cancellationToken: Token));

        Assert.Equal(MemcachedError.TooLarge, failure.Error);
        Assert.Null(await GetAsync(_key));
    }

    [Fact]
    public async Task Many_values_are_stored_read_and_deleted_at_once()
    {
        const int Count = 2500;
        var entries = Enumerable.Range(0, Count).Select(i => new MemcachedEntry($"{_key}:{i}", new(Encoding.UTF8.GetBytes($"value {i}")), (uint)i)).ToArray();
        var keys = Enumerable.Range(0, Count * 2).Select(i => (MemcachedKey)$"{_key}:{i}").ToArray();
        var received = new TextReceiver();

        Assert.Empty(await Client.StoreManyAsync(entries, new() { Expiry = TimeSpan.FromHours(1) }, Token));
        await Client.GetManyAsync(keys, received, cancellationToken: Token);

        Assert.Equal(Enumerable.Range(0, Count).Select(static i => (i, $"value {i}", (uint)i)), received.Found);

        await Client.DeleteManyAsync(keys, Token);
        received.Found.Clear();
        await Client.GetManyAsync(keys, received, cancellationToken: Token);
        Assert.Empty(received.Found);
    }

    [Fact]
    public async Task Of_many_values_those_that_were_not_stored_are_told()
    {
        var entries = Enumerable.Range(0, 5).Select(i => new MemcachedEntry($"{_key}:{i}", new(new byte[i == 3 ? 1024 * 1024 : 10]))).ToArray();
        await SetAsync($"{_key}:3", "old");
        await SetAsync($"{_key}:1", "old");

        Assert.Equal([3], await Client.StoreManyAsync(entries, cancellationToken: Token));
        Assert.Null(await GetAsync($"{_key}:3"));
        await Client.DeleteAsync($"{_key}:2", cancellationToken: Token);
        Assert.Equal([0, 1, 3, 4], await Client.StoreManyAsync(entries, new() { Mode = MemcachedStoreMode.Add }, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_keys_of_any_bytes_are_read_at_once(bool touches)
    {
        MemcachedKey[] keys =
        [
            $"{_key}:a",
            MemcachedKey.FromBytes(Encoding.UTF8.GetBytes($"{_key} b")),
            $"{_key}:c",
            MemcachedKey.FromBytes(Encoding.UTF8.GetBytes($"{_key}:a")),
        ];
        await SetAsync(keys[0], "a");
        await SetAsync(keys[1], "b");
        var received = new TextReceiver();

        await Client.GetManyAsync(keys, received, new() { WithCas = true, Touch = touches ? TimeSpan.FromHours(1) : null }, Token);
        await Client.GetManyAsync(new[] { keys[0], keys[2], keys[0] }, received, new() { WithCas = true }, Token);

        Assert.Equal([(0, "a", 0U), (1, "b", 0U), (3, "a", 0U), (0, "a", 0U), (2, "a", 0U)], received.Found);
        Assert.All(received.Cas, static cas => Assert.NotEqual(0UL, cas));
    }

    [Fact]
    public async Task Large_values_come_among_many()
    {
        var keys = Enumerable.Range(0, 20).Select(i => (MemcachedKey)$"{_key}:{i}").ToArray();
        for (int i = 0; i < keys.Length; i++)
            await Client.SetAsync(keys[i], Encoding.UTF8.GetBytes(new string((char)('a' + i), i * 9000)), cancellationToken: Token);
        var received = new TextReceiver();

        await Client.GetManyAsync(keys, received, cancellationToken: Token);

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => (i, new string((char)('a' + i), i * 9000), 0U)), received.Found);
    }

    [Fact]
    public async Task Nothing_is_asked_for_no_keys()
    {
        var received = new TextReceiver();

        await Client.GetManyAsync(Array.Empty<MemcachedKey>(), received, cancellationToken: Token);
        await Client.DeleteManyAsync(Array.Empty<MemcachedKey>(), Token);

        Assert.Empty(await Client.StoreManyAsync(Array.Empty<MemcachedEntry>(), cancellationToken: Token));
        Assert.Empty(received.Found);
    }

    [Fact]
    public async Task A_server_tells_of_itself()
    {
        await Client.PingAsync(Token);

        Assert.Matches(@"^\d+\.\d+\.\d+", await Client.GetVersionAsync(server.Address, Token));
        Assert.Contains(await Client.GetStatisticsAsync(server.Address, cancellationToken: Token), static pair => pair.Key == "cmd_get");
        Assert.Contains(await Client.GetStatisticsAsync(server.Address, "settings", Token), static pair => pair.Key == "maxbytes");
    }

    [Fact]
    public async Task A_cancelled_call_is_not_sent()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Client.SetAsync(_key, "no"u8.ToArray(), cancellationToken: cancelled.Token));

        Assert.Null(await GetAsync(_key));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected ValueTask<MemcachedStatus> SetAsync(MemcachedKey key, string value) =>
        Client.SetAsync(key, Encoding.UTF8.GetBytes(value), cancellationToken: Token);

    protected ValueTask<MemcachedStatus> StoreAsync(MemcachedKey key, string value, MemcachedStoreMode mode) =>
        Client.StoreAsync(key, new(Encoding.UTF8.GetBytes(value)), new() { Mode = mode, Expiry = TimeSpan.FromHours(1) }, Token);

    protected async Task<string?> GetAsync(MemcachedKey key) => await Client.GetAsync(key, Token) is { } value ? Encoding.UTF8.GetString(value) : null;
}
