using CacheKit.Memcached.Transport;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Memcached.Tests.Transport;

/// <summary>When a server counts as dead, and when it is tried again.</summary>
public sealed class ServerHealthTests
{
    private static readonly RetryRules _rules = new(TimeSpan.FromSeconds(1), Attempts: 2, TimeSpan.FromMinutes(1));

    private readonly FakeTimeProvider _time = new();
    private readonly ServerHealth _health;

    public ServerHealthTests() => _health = new ServerHealth("server:1", _rules, _time);

    [Fact]
    public void It_is_dead_when_the_last_attempt_failed_too()
    {
        Fail();
        Assert.False(_health.IsDead);
        Fail();
        Assert.False(_health.IsDead);
        Fail();
        Assert.True(_health.IsDead);
    }

    [Fact]
    public void Connections_that_fail_together_are_one_failure()
    {
        for (int connection = 0; connection < 10; connection++)
            _health.Fail("refused", null);

        Assert.True(_health.MustPause);
        Assert.False(_health.IsDead);
    }

    [Fact]
    public void So_are_those_that_are_found_silent_one_after_the_other()
    {
        for (int connection = 0; connection < 10; connection++)
            _health.Fail("silent", null, isOld: true);

        Assert.False(_health.IsDead);
        Fail();
        Assert.False(_health.IsDead);
        Fail();
        Assert.True(_health.IsDead);
    }

    [Fact]
    public void Without_attempts_the_first_failure_kills()
    {
        var health = new ServerHealth("server:1", _rules with { Attempts = 0 }, _time);

        health.Fail("refused", null);

        Assert.True(health.IsDead);
    }

    [Fact]
    public void Where_nobody_takes_over_it_is_never_dead()
    {
        var health = new ServerHealth("server:1", _rules with { Attempts = null }, _time);

        for (int failure = 0; failure < 100; failure++)
        {
            health.Fail("refused", null);
            _time.Advance(_rules.Interval);
        }

        Assert.False(health.IsDead);
        Assert.True(health.HasFailed);
    }

    [Fact]
    public void An_answer_begins_the_count_anew()
    {
        Fail();
        Fail();
        _health.Succeed();
        Fail();
        Fail();

        Assert.False(_health.IsDead);
    }

    [Fact]
    public void What_failed_a_while_ago_needs_no_pause()
    {
        _health.Fail("silent", null, isOld: true);

        Assert.True(_health.HasFailed);
        Assert.False(_health.MustPause);
    }

    [Fact]
    public void A_dead_server_is_tried_once_in_each_span()
    {
        Kill();
        _time.Advance(_rules.DeadTime - _rules.Interval - TimeSpan.FromMilliseconds(1));
        Assert.False(_health.TryBeginRevival());

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_health.TryBeginRevival());
        Assert.False(_health.TryBeginRevival());

        _health.Fail("refused", null);
        Assert.True(_health.IsDead);
        _time.Advance(_rules.DeadTime);
        Assert.True(_health.TryBeginRevival());

        _health.Succeed();
        Assert.False(_health.IsDead);
        Assert.False(_health.TryBeginRevival());
    }

    private void Kill()
    {
        for (int failure = 0; failure < 3; failure++)
            Fail();
        Assert.True(_health.IsDead);
    }

    private void Fail()
    {
        _health.Fail("refused", null);
        _time.Advance(_rules.Interval);
    }
}
