using CacheKit.AspNetCore.PageCache.Copies;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.Tests.Hosting;
using CacheKit.AspNetCore.TimeLimits;
using CacheKit.Configuration;
using CacheKit.Conformance.Bytes;
using CacheKit.Diagnostics;
using CacheKit.Serialization;
using CacheKit.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.PageCache.Copies;

/// <summary>Many who want to know at once whether their pages may be served are asked for together, and each is told of its own.</summary>
public sealed class PageChecksTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _log = new();
    private readonly BytesBackend _backend;
    private readonly CallsUnderWay _underWay;
    private readonly LimitedCache _cache;
    private readonly PageChecks _checks;

    public PageChecksTests()
    {
        _backend = new BytesBackend(new BytesStore(_time));
        _underWay = new CallsUnderWay(_time, LimitedCache.Limit);
        var serializer = new PayloadSerializer(serializers: new Dictionary<Type, ICacheSerializer> { [typeof(PageRecord)] = new PageRecordSerializer() });
        var cache = new Cache(new CacheSettings { Alias = "default" }, _backend, serializer, new CacheInstruments("default", "test"), NullLogger.Instance, _time);
        _cache = new LimitedCache(cache, _underWay, _log);
        _checks = new PageChecks(_cache, _time, _log);
    }

    [Fact]
    public async Task A_question_that_fails_has_failed_for_all_who_wait_for_it_and_is_logged_once()
    {
        var copies = await KeepAsync(4);
        _backend.Hang();
        var first = AskAsync(copies[0]);
        var others = copies[1..].Select(copy => AskAsync(copy)).ToArray();
        _backend.BeforeCall = call => call.Keys.Count > 2 ? throw new IOException("down") : default;

        _backend.Recover();

        Assert.True(await first);
        Assert.All(await Task.WhenAll(others), Assert.Null);
        Assert.Equal(2000, Assert.Single(_log.Collector.GetSnapshot()).Id.Id);
        _backend.BeforeCall = null;
        Assert.True(await AskAsync(copies[1]));
    }

    [Fact]
    public async Task After_a_question_that_fails_those_who_have_come_meanwhile_are_asked_for()
    {
        var copies = await KeepAsync(3);
        _backend.Hang();
        var first = AskAsync(copies[0]);
        var others = copies[1..].Select(copy => AskAsync(copy)).ToArray();
        _backend.BeforeCall = call => call.Keys.Count == 2 ? throw new IOException("down") : default;

        _backend.Recover();

        Assert.Null(await first);
        Assert.All(await Task.WhenAll(others), static isCurrent => Assert.True(isCurrent));
    }

    [Fact]
    public async Task Who_waits_for_others_waits_no_longer_than_the_limit_in_all()
    {
        var copies = await KeepAsync(2);
        _backend.Hang();
        var first = AskAsync(copies[0]);
        _time.Advance(LimitedCache.Limit / 2);
        var second = AskAsync(copies[1]);

        _time.Advance(LimitedCache.Limit / 2);
        Assert.Null(await first);
        await Eventually.IsTrueAsync(() => _backend.Calls.Count == 2);
        Assert.False(second.IsCompleted);
        _time.Advance(LimitedCache.Limit / 2);

        Assert.Null(await second);
        _backend.Recover();
    }

    [Fact]
    public async Task Each_is_told_of_its_own_page()
    {
        var copies = await KeepAsync(6);
        foreach (var lost in copies.Where(static (_, place) => place % 2 == 1))
            await _cache.DeleteAsync(lost.Names[1], TestContext.Current.CancellationToken);
        _backend.Hang();
        var asked = copies.Select(copy => AskAsync(copy)).ToArray();

        _backend.Recover();

        Assert.Equal([true, false, true, false, true, false], await Task.WhenAll(asked));
    }

    [Fact]
    public async Task Those_who_come_while_an_answer_is_awaited_are_asked_for_together()
    {
        var copies = await KeepAsync(5);
        _backend.Hang();
        var asked = copies.Select(copy => AskAsync(copy)).ToArray();
        Assert.Single(_backend.Calls);

        _backend.Recover();

        Assert.All(await Task.WhenAll(asked), static isCurrent => Assert.True(isCurrent));
        Assert.Equal([2, 8], _backend.Calls.Select(static call => call.Keys.Count));
    }

    [Fact]
    public async Task A_page_that_many_wait_for_is_asked_for_once()
    {
        var copies = await KeepAsync(2);
        _backend.Hang();
        var asked = Enumerable.Range(0, 10).Select(number => AskAsync(copies[number % 2])).ToArray();

        _backend.Recover();

        Assert.All(await Task.WhenAll(asked), static isCurrent => Assert.True(isCurrent));
        Assert.Equal([2, 2], _backend.Calls.Select(static call => call.Keys.Count));
    }

    [Fact]
    public async Task Who_comes_after_a_removal_does_not_take_what_is_being_asked()
    {
        var copy = Assert.Single(await KeepAsync(1));
        _backend.Hang();
        var before = AskAsync(copy);
        var after = AskAsync(copy, removals: 1);

        _backend.Recover();

        Assert.True(await before);
        Assert.True(await after);
        Assert.Equal(2, _backend.Calls.Count);
    }

    [Fact]
    public async Task More_than_one_question_holds_do_not_wait_for_its_answer()
    {
        var copies = await KeepAsync(PageCheck.MaximumCount + 2);
        _backend.Hang();
        var asked = copies.Select(copy => AskAsync(copy)).ToArray();

        Assert.Equal(2, _backend.Calls.Count);
        _backend.Recover();

        Assert.All(await Task.WhenAll(asked), static isCurrent => Assert.True(isCurrent));
    }

    [Fact]
    public async Task Many_who_come_and_go_are_all_told()
    {
        var copies = await KeepAsync(20);

        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                var count = 0;
                for (var number = 0; number < 500; number++)
                    count += await AskAsync(copies[((number * 7) + caller) % copies.Length], removals: number / 100) == true ? 1 : 0;
                return count;
            },
            TestContext.Current.CancellationToken)));

        Assert.All(told, static count => Assert.Equal(500, count));
        Assert.True(await AskAsync(copies[0]));
    }

    public void Dispose() => _underWay.Dispose();

    private Task<bool?> AskAsync(PageCopy copy, long removals = 0) => _checks.IsCurrentAsync(copy, removals).AsTask();

    private async Task<PageCopy[]> KeepAsync(int count)
    {
        var copies = Enumerable.Range(0, count).Select(static number => new PageCopy(Page(number), [$"stamp:{number}", $"url:{number}"])).ToArray();
        foreach (var copy in copies)
        {
            await _cache.SetManyAsync<PageRecord>(
                copy.Names.Zip(copy.Values, static (name, value) => KeyValuePair.Create(name, PageRecord.Of(value))),
                TimeSpan.FromHours(1),
                TestContext.Current.CancellationToken);
        }

        _backend.ForgetCalls();
        return copies;
    }

    private static PageEntry Page(int number) => new()
    {
        Key = $"page:{number}",
        Vary = VaryHeaders.None,
        StatusCode = 200,
        Headers = [],
        Body = [1],
        ContentLength = 1,
        StoredAt = 0,
        InitialAge = 0,
        Timeout = 60_000,
        StoredGeneration = Guid.NewGuid(),
        Stamp = Guid.NewGuid(),
    };
}
