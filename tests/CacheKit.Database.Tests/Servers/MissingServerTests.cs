using CacheKit.TestServers;

namespace CacheKit.Database.Tests.Servers;

public sealed class MissingServerTests
{
    private const string Reason = "frobd is not installed.";

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    public void In_continuous_integration_a_test_without_its_server_fails(string ci)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => MissingServer.SkipOrFail(Reason, ci));
        Assert.Equal(Reason, failure.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("false")]
    public void Elsewhere_it_is_skipped(string? ci)
    {
        Assert.Equal("$XunitDynamicSkip$" + Reason, MessageOf(() => MissingServer.SkipOrFail(Reason, ci)));
    }

    // Assert.Throws lets a skip through, and this test would be skipped itself.
    private static string? MessageOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }
}
