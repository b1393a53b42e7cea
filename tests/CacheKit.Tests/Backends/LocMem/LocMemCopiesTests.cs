using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Backends.LocMem;

/// <summary>Values of which every reader is given one of his own, held in other forms than their payload.</summary>
public sealed class LocMemCopiesTests : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly ICache _cache;

    public LocMemCopiesTests()
    {
        _services = new ServiceCollection().AddCacheKit(new ConfigurationBuilder().Build()).Services.BuildServiceProvider();
        _cache = _services.GetRequiredService<ICache>();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Changing_what_was_stored_or_read_changes_nothing_in_the_cache()
    {
        var stored = new Visitor { Name = "Ada", Visits = 1 };
        await _cache.SetAsync("visitor", stored, cancellationToken: Cancel);
        stored.Name = "changed by the writer";
        (await _cache.GetAsync<Visitor>("visitor", Cancel))!.Name = "changed by a reader";

        Assert.Equivalent(new Visitor { Name = "Ada", Visits = 1 }, await _cache.GetAsync<Visitor>("visitor", Cancel), strict: true);
    }

    [Fact]
    public async Task Changing_bytes_that_were_stored_or_read_changes_nothing_in_the_cache()
    {
        byte[] stored = [1, 2, 3];
        await _cache.SetAsync("bytes", stored, cancellationToken: Cancel);
        stored[0] = 9;
        (await _cache.GetAsync<byte[]>("bytes", Cancel))![1] = 9;

        Assert.Equal([1, 2, 3], await _cache.GetAsync<byte[]>("bytes", Cancel));
    }

    [Fact]
    public async Task Other_types_read_them_as_on_any_backend()
    {
        await _cache.SetAsync("visitor", new Visitor { Name = "Ada", Visits = 1 }, cancellationToken: Cancel);
        await _cache.SetAsync("bytes", new byte[] { 1, 2, 3 }, cancellationToken: Cancel);

        Assert.Equal("Ada", Assert.IsType<JsonElement>(await _cache.GetAsync<object>("visitor", Cancel)).GetProperty("Name").GetString());
        Assert.Equal("Ada", (await _cache.GetManyAsync<Visitor>(["visitor"], Cancel))["visitor"]!.Name);
        Assert.Equal([1, 2, 3], Assert.IsType<byte[]>(await _cache.GetAsync<object>("bytes", Cancel)));
        Assert.Equal([1, 2, 3], (await _cache.GetAsync<ReadOnlyMemory<byte>>("bytes", Cancel)).ToArray());
        Assert.Null(await _cache.GetAsync<string>("bytes", Cancel));
    }

    [Fact]
    public async Task Those_who_waited_for_an_object_have_one_each()
    {
        var entered = new TaskCompletionSource();
        var made = new TaskCompletionSource<Visitor>();
        var leader = _cache.GetOrSetAsync(
            "visitor", _ => { entered.SetResult(); return new ValueTask<Visitor>(made.Task); }, cancellationToken: Cancel).AsTask();
        await entered.Task;
        var waiter = _cache.GetOrSetAsync("visitor", _ => new ValueTask<Visitor>(new Visitor()), cancellationToken: Cancel).AsTask();
        made.SetResult(new Visitor { Name = "Ada" });

        var (own, other) = (await leader, await waiter);

        Assert.NotSame(own, other);
        own.Name = "changed";
        Assert.Equal("Ada", other.Name);
        Assert.Equal("Ada", (await _cache.GetAsync<Visitor>("visitor", Cancel))!.Name);
    }

    [Fact]
    public async Task A_getter_that_throws_is_the_writers_error_and_leaves_what_was_there()
    {
        await _cache.SetAsync("fragile", new Fragile { Number = 1 }, cancellationToken: Cancel);

        await Assert.ThrowsAsync<CacheSerializationException>(async () => await _cache.SetAsync("fragile", new Fragile { Number = -1 }, cancellationToken: Cancel));

        Assert.Equal(1, (await _cache.GetAsync<Fragile>("fragile", Cancel))!.Number);
    }

    [Fact]
    public async Task A_setter_that_refuses_what_it_once_took_makes_the_value_a_miss()
    {
        var fragile = new Fragile { Number = 5 };
        await _cache.SetAsync("fragile", fragile, cancellationToken: Cancel);
        Fragile.Limit.Value = 3;

        Assert.False((await _cache.TryGetAsync<Fragile>("fragile", Cancel)).HasValue);
        Assert.False((await _cache.TryGetAsync<object>("fragile", Cancel)).HasValue);
        Assert.Empty(await _cache.GetManyAsync<Visitor>(["fragile"], Cancel));
        Assert.Equal(7, await _cache.GetOrSetAsync<object>("fragile", () => 7, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_type_that_the_serializer_refuses_is_the_writers_error()
    {
        await _cache.SetAsync("key", "what was there", cancellationToken: Cancel);

        var refused = await Assert.ThrowsAsync<CacheSerializationException>(async () => await _cache.SetAsync("key", new TwoOfOneName(), cancellationToken: Cancel));

        Assert.Equal("key", refused.Key);
        Assert.Equal("what was there", await _cache.GetAsync<string>("key", Cancel));
    }

    internal sealed class Visitor
    {
        public string? Name { get; set; }

        public long Visits { get; set; }
    }

    internal sealed class TwoOfOneName
    {
        [JsonPropertyName("name")]
        public string? First { get; set; }

        [JsonPropertyName("name")]
        public string? Second { get; set; }
    }

    internal sealed class Fragile
    {
        private int _number;

        public static AsyncLocal<int?> Limit { get; } = new();

        public int Number
        {
            get => _number >= 0 ? _number : throw new InvalidOperationException("There is none.");
            set => _number = value <= (Limit.Value ?? int.MaxValue) ? value : throw new InvalidOperationException("That is too much.");
        }
    }
}
