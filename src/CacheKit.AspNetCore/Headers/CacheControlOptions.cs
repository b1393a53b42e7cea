namespace CacheKit;

/// <summary>
/// What is to be said in a response's <c>Cache-Control</c> (RFC 9111 §5.2.2, RFC 5861, RFC 8246), beside what is said there
/// already. What is left out stays as it is.
/// </summary>
public sealed class CacheControlOptions
{
    /// <summary><c>max-age</c>, in whole seconds: how long everybody may keep the response. The smaller counts where one is stated already.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary><c>s-maxage</c>, in whole seconds: how long shared caches may keep it, this site's page cache too.</summary>
    public TimeSpan? SharedMaxAge { get; set; }

    /// <summary><c>public</c>: whoever likes may keep it. Takes the place of <c>private</c>.</summary>
    public bool Public { get; set; }

    /// <summary><c>private</c>: only the user's own browser may keep it. Takes the place of <c>public</c>.</summary>
    public bool Private { get; set; }

    /// <summary><c>no-cache</c>: whoever keeps it must ask before each use.</summary>
    public bool NoCache { get; set; }

    /// <summary>The names of fields that must not be used again without asking: <c>no-cache="Set-Cookie"</c>. <see cref="NoCache"/> says it of the whole.</summary>
    public IList<string> NoCacheFields { get; set => field = value ?? []; } = [];

    /// <summary><c>no-store</c>: nobody may keep it.</summary>
    public bool NoStore { get; set; }

    /// <summary><c>must-revalidate</c>: once it is stale it must not be used without asking.</summary>
    public bool MustRevalidate { get; set; }

    /// <summary><c>proxy-revalidate</c>: the same for shared caches.</summary>
    public bool ProxyRevalidate { get; set; }

    /// <summary><c>no-transform</c>: nobody on the way may change the body.</summary>
    public bool NoTransform { get; set; }

    /// <summary><c>immutable</c>: it does not change as long as it is fresh.</summary>
    public bool Immutable { get; set; }

    /// <summary><c>stale-while-revalidate</c>, in whole seconds: how long it may be used beyond its time while a new one is fetched.</summary>
    public TimeSpan? StaleWhileRevalidate { get; set; }

    /// <summary><c>stale-if-error</c>, in whole seconds: how long it may be used beyond its time when no new one can be had.</summary>
    public TimeSpan? StaleIfError { get; set; }
}
