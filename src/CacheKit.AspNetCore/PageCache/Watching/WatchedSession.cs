using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>A request's session, which notes when the page makes use of it.</summary>
internal sealed class WatchedSession(ISession session, PageCacheFeature feature) : ISession
{
    public bool IsAvailable => Used().IsAvailable;

    public string Id => Used().Id;

    public IEnumerable<string> Keys => Used().Keys;

    public Task LoadAsync(CancellationToken cancellationToken = default) => Used().LoadAsync(cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken = default) => session.CommitAsync(cancellationToken);

    public bool TryGetValue(string key, [NotNullWhen(true)] out byte[]? value) => Used().TryGetValue(key, out value);

    public void Set(string key, byte[] value) => Used().Set(key, value);

    public void Remove(string key) => Used().Remove(key);

    public void Clear() => Used().Clear();

    private ISession Used()
    {
        feature.MakesUseOf(PageCacheOutcome.Session);
        return session;
    }
}
