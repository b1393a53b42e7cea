namespace CacheKit.Memcached.Transport;

/// <summary>Is told when servers are lost and found again.</summary>
internal interface IServerWatch
{
    /// <summary>A server that could be reached, or was never tried, cannot be reached.</summary>
    /// <param name="server">Its name.</param>
    /// <param name="reason">Why, as a sentence about the server.</param>
    /// <param name="cause">What the network or the system said.</param>
    void Lost(string server, string reason, Exception? cause);

    /// <summary>A server that was lost answers again.</summary>
    /// <param name="server">Its name.</param>
    void Found(string server);
}
