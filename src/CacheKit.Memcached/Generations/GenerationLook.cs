using CacheKit.Memcached.Routing;

namespace CacheKit.Memcached.Generations;

/// <summary>What a call for many supposes of the generation on one server, and what it finds.</summary>
/// <param name="server">The server.</param>
/// <param name="key">The key of its generation.</param>
/// <param name="generation">The generation that the call goes out with.</param>
internal sealed class GenerationLook(ServerNode server, MemcachedKey key, string generation)
{
    public ServerNode Server => server;

    public MemcachedKey Key => key;

    public string Generation => generation;

    /// <summary>What the server has; null for none.</summary>
    public string? Found { get; set; }

    public bool IsCurrent => Found == generation;
}
