using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Faults;

/// <summary>Brings outages about.</summary>
internal static class OutageExtensions
{
    public static async Task GoAwayAsync(this RedisServer server, Outage outage)
    {
        switch (outage)
        {
            case Outage.Stopped:
                await server.StopAsync();
                break;
            case Outage.Killed:
                await server.KillAsync();
                break;
            default:
                server.Pause();
                break;
        }
    }

    public static async Task ComeBackAsync(this RedisServer server, Outage outage)
    {
        if (outage == Outage.Paused)
            server.Resume();
        else
            await server.StartAsync();
    }
}
