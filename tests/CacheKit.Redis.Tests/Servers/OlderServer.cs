namespace CacheKit.Redis.Tests.Servers;

/// <summary>What makes a server seem older.</summary>
internal static class OlderServer
{
    /// <summary>Takes its sense from SET with both NX and GET, as for a server before 7.0.</summary>
    public static void Age(Span<byte> commands)
    {
        var argument = "\r\n$3\r\nGET\r\n"u8;
        if (commands.IndexOf("\r\n$2\r\nNX\r\n"u8) < 0)
            return;
        int place = commands.LastIndexOf(argument);
        if (place >= 0)
            "OLD"u8.CopyTo(commands[(place + 6)..]);
    }
}
