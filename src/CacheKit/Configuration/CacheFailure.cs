namespace CacheKit;

/// <summary>What an operation of <see cref="ICache"/> does when the backend fails (<c>Options:OnFailure</c>).</summary>
public enum CacheFailure
{
    /// <summary>A <see cref="CacheBackendException"/>.</summary>
    Throw,

    /// <summary>
    /// What it would do on an empty cache; logged and counted. What could not be removed or overwritten is remembered and
    /// removed before anything is read again.
    /// </summary>
    Miss,
}
