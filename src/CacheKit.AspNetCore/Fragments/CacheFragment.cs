using CacheKit.AspNetCore.Fragments;

namespace CacheKit;

/// <summary>The keys of cached fragments (Django's <c>make_template_fragment_key</c>).</summary>
public static class CacheFragment
{
    /// <summary>
    /// The key under which <c>&lt;cache-fragment name="…" vary-by="…"&gt;</c> keeps its HTML. Two different names or lists
    /// of values never share one. Every backend can hold it.
    /// </summary>
    /// <param name="name">The fragment's name.</param>
    /// <param name="varyBy">
    /// The values that it varies by, in order: null, text, numbers, dates and times, GUIDs, enumerations, cultures, or
    /// arrays and tuples of them. They are typed (1 is not "1", null is not ""), but one integer is the same in every
    /// integer type. A single array or tuple is the list itself. Where the fragment says <c>vary-by-user</c> or varies by
    /// culture, a <see cref="FragmentUser"/> or <see cref="FragmentCulture"/>, and where it says <c>vary-by-route</c>,
    /// <c>-query</c>, <c>-header</c> or <c>-cookie</c>, a <see cref="FragmentRequestValue"/> for each name, at any place.
    /// </param>
    /// <exception cref="ArgumentException">A value's type says nothing that identifies the value, or something is named twice.</exception>
    public static string Key(string name, params object?[] varyBy)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return FragmentVariation.Of(varyBy).KeyOf(name);
    }
}
