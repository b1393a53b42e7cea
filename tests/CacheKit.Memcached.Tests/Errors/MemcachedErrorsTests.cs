using CacheKit.Memcached.Errors;

namespace CacheKit.Memcached.Tests.Errors;

/// <summary>Which failures are outages, and what an operator is told.</summary>
public sealed class MemcachedErrorsTests
{
    [Fact]
    public void A_server_that_cannot_be_reached_or_lets_nobody_in_is_away()
    {
        Assert.True(MemcachedErrors.IsOutage(new MemcachedUnavailableException("away")));
        Assert.True(MemcachedErrors.IsOutage(new MemcachedOutcomeUnknownException("late", new TimeoutException())));
        Assert.True(MemcachedErrors.IsOutage(new MemcachedProtocolException("no memcached")));
        Assert.True(MemcachedErrors.IsOutage(Refused(MemcachedError.NotAuthenticated)));
    }

    [Fact]
    public void What_it_refuses_one_caller_is_no_outage()
    {
        Assert.All(
            Enum.GetValues<MemcachedError>().Where(static error => error != MemcachedError.NotAuthenticated),
            static error => Assert.False(MemcachedErrors.IsOutage(Refused(error))));
        Assert.False(MemcachedErrors.IsOutage(new InvalidOperationException()));
        Assert.False(MemcachedErrors.IsOutage(new InvalidCacheKeyException("key", "refused")));
    }

    [Fact]
    public void The_client_s_own_words_stay_and_its_exception_is_the_cause()
    {
        var failure = new MemcachedOutcomeUnknownException("memcached on cache:11211: no reply came", new TimeoutException());

        var told = MemcachedErrors.Explain(failure);

        Assert.Equal("memcached did not answer within Options:Timeout: it is overloaded or stands still, a value is very large, or this process has too few threads. memcached on cache:11211: no reply came", told.Message);
        Assert.Same(failure, told.InnerException);
    }

    [Theory]
    [InlineData(MemcachedError.TooLarge, "-I")]
    [InlineData(MemcachedError.OutOfMemory, "-m")]
    [InlineData(MemcachedError.UnknownCommand, "Options:Binary = true")]
    [InlineData(MemcachedError.NotAuthenticated, "Options:Username")]
    public void Each_refusal_says_what_to_do(MemcachedError error, string advice) =>
        Assert.Contains(advice, MemcachedErrors.Explain(Refused(error)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_the_client_s_stays_as_it_is()
    {
        var (other, refused) = (new InvalidOperationException("other"), Refused(MemcachedError.Other));

        Assert.Same(other, MemcachedErrors.Explain(other));
        Assert.Same(refused, MemcachedErrors.Explain(refused));
    }

    private static MemcachedServerException Refused(MemcachedError error) => new("memcached on cache:11211 refused the call", error);
}
