using System.Diagnostics.CodeAnalysis;
using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit.Registration;

/// <summary>
/// The caches that were made and what is to be closed with them. The container makes it after all services that a
/// backend takes, and so closes it before them.
/// </summary>
internal sealed class CacheSet(ILogger logger) : IDisposable, IAsyncDisposable
{
    private readonly List<string> _aliases = [];
    private readonly Dictionary<string, ICache> _caches = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<InstalledCache> _installed = [];
    private readonly List<ICacheBackend> _owned = [];

    /// <summary>The aliases in the order in which they are configured.</summary>
    public IReadOnlyCollection<string> Aliases => _aliases;

    /// <summary>The same with what was put up for them.</summary>
    public IReadOnlyList<InstalledCache> Installed => _installed;

    /// <summary>What lets the caches follow their configuration; it ends before they do.</summary>
    public CachesReload? Reload { private get; set; }

    public bool TryGet(string alias, [NotNullWhen(true)] out ICache? cache) => _caches.TryGetValue(alias, out cache);

    /// <summary>Takes a backend of our own making: it is closed with the set, once, also when several aliases share it.</summary>
    public void Own(ICacheBackend backend)
    {
        if (!_owned.Exists(owned => ReferenceEquals(owned, backend)))
            _owned.Add(backend);
    }

    /// <exception cref="KeyNotFoundException">There is no such alias.</exception>
    public InstalledCache Find(string alias) =>
        _installed.Find(cache => string.Equals(cache.Alias, alias, StringComparison.OrdinalIgnoreCase))
        ?? throw new KeyNotFoundException($"There is no cache '{alias}'. {SettingText.Suggest(alias, Aliases)} Aliases are the children of the section "
            + "Caches.");

    public void Add(InstalledCache cache)
    {
        _aliases.Add(cache.Alias);
        _caches.Add(cache.Alias, cache.Cache);
        _installed.Add(cache);
    }

    public void Dispose()
    {
        // Nothing here may block on a task: a backend that has to wait for something when the container is disposed
        // synchronously implements IDisposable too.
        foreach (var backend in TakeOwned())
            _ = CloseAsync(backend, synchronously: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in TakeOwned())
            await CloseAsync(backend, synchronously: false).ConfigureAwait(false);
    }

    private List<ICacheBackend> TakeOwned()
    {
        Reload?.Dispose();
        _installed.ForEach(static cache => cache.Instruments.Dispose());
        List<ICacheBackend> lastFirst = [.. Enumerable.Reverse(_owned)];
        _owned.Clear();
        return lastFirst;
    }

    /// <summary>Closes one backend; its failure is logged, so that the others are closed all the same.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "What a backend throws while it is closed cannot be foreseen, and nobody is left to act on it.")]
    private async Task CloseAsync(ICacheBackend backend, bool synchronously)
    {
        try
        {
            if (backend is IDisposable disposable && (synchronously || backend is not IAsyncDisposable))
                disposable.Dispose();
            else if (backend is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotClosed(logger, backend.GetType().Name, exception);
        }
    }
}
