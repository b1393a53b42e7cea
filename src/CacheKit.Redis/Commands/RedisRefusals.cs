using StackExchange.Redis;

namespace CacheKit.Redis.Commands;

/// <summary>What a server means by an error, as far as a call goes on with it.</summary>
internal static class RedisRefusals
{
    /// <summary>The key holds a list, a hash or the like.</summary>
    public static bool IsOfAnotherKind(RedisServerException refusal) => refusal.Kind == RedisErrorKind.WrongType;

    /// <summary>The server is too old for a combination of arguments.</summary>
    public static bool IsUnknownSyntax(RedisServerException refusal) => Says(refusal, "syntax error");

    /// <summary>There is no key to rename.</summary>
    public static bool IsAbsence(RedisServerException refusal) => Says(refusal, "no such key");

    /// <summary>The user may not use a command, or it was renamed; within a script, in other words.</summary>
    public static bool IsForbidden(RedisServerException refusal) =>
        refusal.Kind is RedisErrorKind.NoPermission or RedisErrorKind.UnknownCommand
        || Says(refusal, "can't run this command")
        || Says(refusal, "Unknown Redis command");

    private static bool Says(RedisServerException refusal, string words) => refusal.Message.Contains(words, StringComparison.Ordinal);
}
