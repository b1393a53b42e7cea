using CacheKit.Conformance.Samples;
using Xunit;
using static CacheKit.Conformance.BackendTraits;

namespace CacheKit.Conformance;

public abstract partial class CacheConformance
{
    [BackendFact(StoresAnything)]
    public async Task Integers_of_every_width_come_back()
    {
        await AssertComesBackAsync<sbyte>(sbyte.MinValue, 0, sbyte.MaxValue);
        await AssertComesBackAsync<byte>(byte.MinValue, byte.MaxValue);
        await AssertComesBackAsync<short>(short.MinValue, short.MaxValue);
        await AssertComesBackAsync<ushort>(ushort.MinValue, ushort.MaxValue);
        await AssertComesBackAsync(int.MinValue, -1, 0, int.MaxValue);
        await AssertComesBackAsync(uint.MinValue, uint.MaxValue);
        await AssertComesBackAsync(long.MinValue, long.MaxValue);
        await AssertComesBackAsync(ulong.MinValue, ulong.MaxValue);
        await AssertComesBackAsync<int?>(null, 5);
    }

    [BackendFact(StoresAnything)]
    public async Task Fractions_come_back()
    {
        await AssertComesBackAsync(0.1, -0.0, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        await AssertComesBackAsync(0.1f, float.MinValue, float.NaN, float.PositiveInfinity);
        await AssertComesBackAsync(0.10m, decimal.MaxValue, decimal.MinValue);
        await AssertComesBackAsync<double?>(null, 1.5);
    }

    [BackendFact(StoresAnything)]
    public async Task Truth_and_characters_come_back()
    {
        await AssertComesBackAsync(true, false);
        await AssertComesBackAsync<bool?>(true, null);
        await AssertComesBackAsync('a', '\0', 'é', '7');
    }

    [BackendFact(StoresAnything)]
    public async Task Text_comes_back_to_the_last_character()
    {
        await AssertComesBackAsync(
            "", " ", "plain", "zero\0inside", "line\r\nbreak\n", "Grüße, мир, 世界 🗺", "\"quoted\" \\ <&>", "42", "-1", "true", "null", "42 ");
    }

    [BackendFact(StoresAnything)]
    public async Task Text_that_is_no_unicode_is_refused_or_comes_back_unchanged()
    {
        const string Halved = "half of \ud83d";
        try
        {
            await Cache.SetAsync("key", Halved);
        }
        catch (CacheSerializationException)
        {
            Assert.False(await Cache.ContainsAsync("key"));
            return;
        }

        Assert.Equal(Halved, await Cache.GetAsync<string>("key"));
    }

    [BackendFact(StoresAnything)]
    public async Task Bytes_come_back()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(number => (byte)number)];

        await AssertComesBackAsync([], all, "42"u8.ToArray(), [0], new byte[10_000]);
    }

    [BackendFact(StoresAnything)]
    public async Task Dates_and_times_come_back()
    {
        var moment = new DateTime(2026, 3, 29, 1, 59, 59, DateTimeKind.Utc).AddTicks(1_234_567);
        await AssertComesBackAsync(moment, DateTime.MinValue, DateTime.MaxValue, DateTime.SpecifyKind(moment, DateTimeKind.Unspecified));
        await AssertComesBackAsync(new DateTimeOffset(moment.Ticks, TimeSpan.FromMinutes(345)), DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        await AssertComesBackAsync(TimeSpan.Zero, TimeSpan.MinValue, TimeSpan.FromTicks(1));
        await AssertComesBackAsync(new DateOnly(2024, 2, 29), DateOnly.MaxValue);
        await AssertComesBackAsync(new TimeOnly(23, 59, 59, 999), TimeOnly.MinValue);
    }

    [BackendFact(StoresAnything)]
    public async Task The_kind_of_a_date_comes_back()
    {
        await Cache.SetAsync("utc", new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Utc));
        await Cache.SetAsync("unspecified", new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Unspecified));

        Assert.Equal(DateTimeKind.Utc, (await Cache.GetAsync<DateTime>("utc")).Kind);
        Assert.Equal(DateTimeKind.Unspecified, (await Cache.GetAsync<DateTime>("unspecified")).Kind);
    }

    [BackendFact(StoresAnything)]
    public async Task Identifiers_addresses_and_enumerations_come_back()
    {
        await AssertComesBackAsync(Guid.Empty, Guid.NewGuid());
        await AssertComesBackAsync(new Uri("https://example.org/a?b=c#d"), new Uri("relative/path", UriKind.Relative));
        await AssertComesBackAsync(Season.Winter, Season.Autumn, (Season)99);
        await AssertComesBackAsync<Season?>(null, Season.Summer);
    }

    [BackendFact(StoresAnything)]
    public async Task Records_come_back_with_all_their_parts()
    {
        var sequel = new Book("Second", 2, null, Season.Autumn, null);

        await AssertComesBackAsync<Book?>(new("First", 1, new DateOnly(1999, 12, 31), Season.Spring, sequel), null);
        await AssertComesBackAsync(new Coordinates(48.2, 16.37));
    }

    [BackendFact(StoresAnything)]
    public async Task Collections_come_back()
    {
        await AssertComesBackAsync<List<string?>>(["a", null, ""], []);
        await AssertComesBackAsync<int[]>([1, 2, 3], []);
        await AssertComesBackAsync<Book[]>([[new("First", 1, null, Season.Winter, null)]]);
        await AssertComesBackAsync(new Dictionary<string, int> { ["a"] = 1, [""] = 2 });
        await AssertComesBackAsync<HashSet<int>>([3, 1]);
    }

    [BackendFact(StoresAnything)]
    public async Task Tuples_come_back_with_all_their_parts()
    {
        await AssertComesBackAsync((1, "a"), (-1, ""));
    }

    [BackendFact(StoresAnything)]
    public async Task Big_values_come_back()
    {
        byte[] bytes = new byte[400_000];
        new Random(42).NextBytes(bytes);
        string text = string.Concat(Enumerable.Repeat("Größe ", 50_000));
        int[] numbers = [.. Enumerable.Range(0, 50_000)];

        await Cache.SetAsync("bytes", bytes);
        await Cache.SetAsync("text", text);
        await Cache.SetAsync("numbers", numbers);

        AssertSame(bytes, await Cache.GetAsync<byte[]>("bytes"));
        AssertSame(numbers, await Cache.GetAsync<int[]>("numbers"));
        AssertSame(text, await Cache.GetAsync<string>("text"));
    }

    [BackendFact(StoresAnything)]
    public async Task A_sequence_that_can_be_read_once_is_a_value()
    {
        await Cache.SetAsync("set", new OnceOnly<int>([1, 2]));
        await Cache.AddAsync("added", new OnceOnly<int>([1, 2]));
        await Cache.SetManyAsync<OnceOnly<int>>([new("one", new([1, 2])), new("other", new([1, 2]))]);
        await Cache.GetOrSetAsync("made", () => new OnceOnly<int>([1, 2]));
        await Cache.GetOrSetValueAsync("given", new OnceOnly<int>([1, 2]));

        foreach (string key in (string[])["set", "added", "one", "other", "made", "given"])
            Assert.Equal([1, 2], await Cache.GetAsync<List<int>>(key) ?? []);
    }

    [Fact]
    public async Task What_runs_is_no_value()
    {
        await AssertRefusedAsync<ArgumentException, Func<int>>(() => 5);
        await AssertRefusedAsync<ArgumentException, Action>(() => { });
        await AssertRefusedAsync<ArgumentException, Task>(Task.CompletedTask);
        await AssertRefusedAsync<ArgumentException, Task<int>>(Task.FromResult(5));
        await AssertRefusedAsync<ArgumentException, ValueTask>(default);
        await AssertRefusedAsync<ArgumentException, ValueTask<int>>(new ValueTask<int>(5));
        await AssertRefusedAsync<ArgumentException, CancellationToken>(CancellationToken.None);
    }

    [Fact]
    public async Task What_cannot_be_serialized_is_refused_and_changes_nothing()
    {
        await AssertRefusedAsync<CacheSerializationException, Ring>(new Ring());
        await AssertRefusedAsync<CacheSerializationException, object>(new Ring());
        await AssertRefusedAsync<CacheSerializationException, Ring[]>([new Ring()]);
    }

    [Fact]
    public async Task A_promise_never_to_change_does_not_make_a_value_serializable()
    {
        await AssertRefusedAsync<CacheSerializationException, ImmutableRing>(new ImmutableRing());
        await AssertRefusedAsync<CacheSerializationException, ImmutableRing>(new ImmutableRing());
    }

    [Fact]
    public async Task A_value_that_is_refused_is_named()
    {
        var refusal = await Assert.ThrowsAsync<CacheSerializationException>(async () => await Cache.SetAsync("the-key", new Ring()));

        Assert.Equal("the-key", refusal.Key);
        Assert.Equal(typeof(Ring), refusal.ValueType);
    }

    private async Task AssertComesBackAsync<T>(params T[] values)
    {
        foreach (var value in values)
        {
            await Cache.SetAsync("round-trip", value);
            var found = await Cache.TryGetAsync<T>("round-trip");
            Assert.True(found.HasValue, $"{value} ({typeof(T)}) did not come back.");
            Assert.Equal(value, found.Value);
        }
    }

    // Assert.Equal would take seconds for so many elements.
    private static void AssertSame<T>(IEnumerable<T> expected, IEnumerable<T>? actual) =>
        Assert.True(actual is not null && expected.SequenceEqual(actual));

    // Refused by every call that stores, with what was there left alone.
    private async Task AssertRefusedAsync<TException, T>(T value)
        where TException : Exception
    {
        await Cache.SetAsync("refused", "old");
        var before = await Cache.TryGetAsync<string>("refused");

        await Assert.ThrowsAnyAsync<TException>(async () => await Cache.SetAsync("refused", value));
        await Assert.ThrowsAnyAsync<TException>(async () => await Cache.SetAsync("refused", value, CacheTimeout.Never));
        await Assert.ThrowsAnyAsync<TException>(async () => await Cache.AddAsync("refused-anew", value));
        await Assert.ThrowsAnyAsync<TException>(async () => await Cache.GetOrSetValueAsync("refused-anew", value));
        await Assert.ThrowsAnyAsync<TException>(async () => await Cache.GetOrSetAsync("refused-anew", _ => new ValueTask<T>(value)));
        await Assert.ThrowsAnyAsync<TException>(async () => await Cache.SetManyAsync<T>([new("refused", value), new("refused-anew", value)]));

        Assert.Equal(before, await Cache.TryGetAsync<string>("refused"));
        Assert.False(await Cache.ContainsAsync("refused-anew"));
    }
}
