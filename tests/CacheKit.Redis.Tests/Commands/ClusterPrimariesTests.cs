using CacheKit.Redis.Commands;
using CacheKit.Redis.Errors;

namespace CacheKit.Redis.Tests.Commands;

/// <summary>What CLUSTER NODES says.</summary>
public sealed class ClusterPrimariesTests
{
    [Fact]
    public void Primaries_with_slots_are_those_that_have_entries()
    {
        const string Nodes = """
            a1 127.0.0.1:7001@17001,one.example.com myself,master - 0 0 1 connected 0-5460 5462
            a2 127.0.0.1:7002@17002 master,fail - 0 0 2 connected 5463-10922 [93->-a1]
            a3 2001:db8::3:7003@17003 master - 0 0 3 connected 10923-16383
            a4 127.0.0.1:7004@17004 slave a1 0 0 1 connected
            a5 127.0.0.1:7005@17005 master - 0 0 5 connected
            a6 127.0.0.1:7006@17006 master - 0 0 6 connected [5461-<-a1]
            """;

        Assert.Equal(["127.0.0.1:7001", "127.0.0.1:7002", "[2001:db8::3]:7003"], ClusterPrimaries.Parse(Nodes).Select(static primary => $"{primary}"));
    }

    [Fact]
    public void A_primary_without_an_address_is_not_left_out_in_silence() =>
        Assert.Throws<RedisOutageException>(static () => ClusterPrimaries.Parse("a1 :0@0 master,noaddr,fail - 0 0 1 disconnected 0-16383"));
}
