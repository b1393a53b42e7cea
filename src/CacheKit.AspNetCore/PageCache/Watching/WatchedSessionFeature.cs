using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>Hands out the request's session as a <see cref="WatchedSession"/>.</summary>
internal sealed class WatchedSessionFeature(ISessionFeature inner, PageCacheFeature feature) : ISessionFeature
{
    private WatchedSession? _watched;

    public ISessionFeature Inner => inner;

    public ISession Session
    {
        get => _watched ??= new WatchedSession(inner.Session, feature);
        set
        {
            inner.Session = value;
            _watched = null;
        }
    }
}
