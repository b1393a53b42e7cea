namespace CacheKit.Memcached.Transport;

/// <summary>What is sent. Everything in it was validated before: writing it cannot fail for a reason of its own.</summary>
internal interface IRequest
{
    /// <summary>Writes the request.</summary>
    /// <param name="output">Goes to the server.</param>
    /// <param name="opaque">The request's number, which its reply repeats; a request of many parts counts on from it.</param>
    void WriteTo(SendBuffer output, uint opaque);
}
