using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>The cultures in which fragments may have been rendered: those configured, and those that were seen.</summary>
internal sealed class FragmentCultures(IOptions<RequestLocalizationOptions> localization)
{
    // No application speaks so many; a provider of its own that takes any culture from a request must not fill memory.
    private const int MaximumSeen = 1024;

    private readonly ConcurrentDictionary<FragmentCulture, bool> _seen = new();
    private int _count;

    /// <summary>Notes that a fragment is kept in a culture.</summary>
    public void See(FragmentCulture culture)
    {
        if (!_seen.ContainsKey(culture) && Volatile.Read(ref _count) < MaximumSeen && _seen.TryAdd(culture, true))
            Interlocked.Increment(ref _count);
    }

    public IReadOnlyCollection<FragmentCulture> All()
    {
        var all = new HashSet<FragmentCulture>(_seen.Keys);
        foreach (var culture in localization.Value.SupportedCultures ?? [])
        {
            foreach (var texts in localization.Value.SupportedUICultures ?? [])
                all.Add(new(culture.Name, texts.Name));
        }

        return all;
    }
}
