using CacheKit.Keys;
using CacheKit.Resilience;

namespace CacheKit.Tests.Resilience;

public sealed class LostKeysTests
{
    private static readonly CacheKey _key = new(":1:", "k");
    private static readonly CacheKey _first = new(":1:", "first");

    private readonly LostKeys _lost = new();

    [Fact]
    public void What_is_behind_another_does_not_go_before_it_though_it_was_lost_before()
    {
        _lost.Add(_key);
        _lost.Add(_first);
        _lost.Add(_key, behind: _first);
        long from = 0;

        Assert.Equal([_first], _lost.Oldest(1, ref from));
        Assert.Empty(_lost.Oldest(1, ref from));
    }

    [Fact]
    public void A_call_for_it_takes_that_other_along_and_first()
    {
        _lost.Add(_key);
        _lost.Add(_first);
        _lost.Add(_key, behind: _first);

        Assert.Equal([_first, _key], _lost.Among([_key]));
    }

    [Fact]
    public void A_key_that_was_cleared_and_lost_anew_stays_with_those_who_remove_it_now()
    {
        _lost.Add(_key);
        var former = Begin();
        _lost.Clear();
        _lost.Add(_key);
        var now = Begin();

        _lost.End(former.Keys, isDone: true, former);

        Assert.True(_lost.Contains(_key));
        Assert.Same(now, _lost.BatchOf([_key]));
    }

    private LostBatch Begin()
    {
        var batch = new LostBatch(_lost.Number, since: 0) { Keys = [_key] };
        _lost.Begin(batch.Keys, batch);
        return batch;
    }
}
