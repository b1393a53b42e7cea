namespace CacheKit.Redis.Configuration;

/// <summary>Where the connection of an alias comes from.</summary>
internal enum RedisMultiplexerSource
{
    /// <summary>CacheKit makes it from <c>Location</c>, and closes it.</summary>
    Own,

    /// <summary>It is the application's <c>IConnectionMultiplexer</c>, which is not closed here.</summary>
    Services,
}
