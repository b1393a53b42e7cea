using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

/// <summary>The backend cannot hold such a key (Django's <c>InvalidCacheKey</c>; memcached's rules).</summary>
[SuppressMessage("Design", "CA1032", Justification = "The key is always known.")]
public sealed class InvalidCacheKeyException : ArgumentException
{
    /// <summary>A refused key.</summary>
    /// <param name="key">The final key.</param>
    /// <param name="message">What is wrong with it and what would be right.</param>
    public InvalidCacheKeyException(string key, string message)
        : base(message) => Key = key;

    /// <summary>The final key that was refused, in full.</summary>
    public string Key { get; }
}
