using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>A request's TempData, which notes when the page makes use of it.</summary>
internal sealed class WatchedTempData(ITempDataDictionary inner, PageCacheFeature feature) : ITempDataDictionary
{
    public ICollection<string> Keys => Used().Keys;

    public ICollection<object?> Values => Used().Values;

    public int Count => Used().Count;

    public bool IsReadOnly => inner.IsReadOnly;

    public object? this[string key]
    {
        get => Used()[key];
        set => Used()[key] = value;
    }

    public void Load() => Used().Load();

    // The framework saves at the end of every action, which does nothing when nothing was loaded.
    public void Save() => inner.Save();

    public void Keep() => Used().Keep();

    public void Keep(string key) => Used().Keep(key);

    public object? Peek(string key) => Used().Peek(key);

    public void Add(string key, object? value) => Used().Add(key, value);

    public void Add(KeyValuePair<string, object?> item) => Used().Add(item);

    public bool ContainsKey(string key) => Used().ContainsKey(key);

    public bool Contains(KeyValuePair<string, object?> item) => Used().Contains(item);

    public bool Remove(string key) => Used().Remove(key);

    public bool Remove(KeyValuePair<string, object?> item) => Used().Remove(item);

    public void Clear() => Used().Clear();

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => Used().TryGetValue(key, out value);

    public void CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex) => Used().CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Used().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ITempDataDictionary Used()
    {
        feature.MakesUseOf(PageCacheOutcome.TempData);
        return inner;
    }
}
