using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>Tells a page in the making when the application breaks off its HTTP/2 or HTTP/3 stream: what it has written is not whole.</summary>
internal sealed class WatchedResetFeature(IHttpResetFeature inner, PageMaking making) : IHttpResetFeature
{
    public IHttpResetFeature Inner => inner;

    public void Reset(int errorCode)
    {
        making.Refuse(PageCacheOutcome.Incomplete);
        inner.Reset(errorCode);
    }
}
