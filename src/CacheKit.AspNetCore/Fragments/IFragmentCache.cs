namespace CacheKit;

/// <summary>The cached fragments of this application. Comes from dependency injection after <c>AddPages</c>.</summary>
public interface IFragmentCache
{
    /// <summary>
    /// Removes a fragment, in every culture, from whichever cache the views keep it in. One that is being rendered
    /// meanwhile is not kept.
    /// </summary>
    /// <param name="name">The fragment's name.</param>
    /// <param name="varyBy">
    /// The values that it varies by, as for <see cref="CacheFragment.Key"/>: those of <c>vary-by</c>, and a
    /// <see cref="FragmentUser"/> for a fragment that says <c>vary-by-user</c>, a <see cref="FragmentRequestValue"/> for
    /// each name in <c>vary-by-route</c>, <c>-query</c>, <c>-header</c> and <c>-cookie</c>. With a
    /// <see cref="FragmentCulture"/> among them only that culture's is removed.
    /// </param>
    /// <exception cref="ArgumentException">A value's type says nothing that identifies the value, or something is named twice.</exception>
    /// <exception cref="CacheBackendException">A backend failed; the other caches were still tried.</exception>
    /// <remarks>
    /// The cultures are those of <c>services.Configure&lt;RequestLocalizationOptions&gt;</c> and those in which this
    /// process has rendered a fragment; options handed to <c>UseRequestLocalization</c> directly are not seen by others. The same goes for a user without
    /// an authentication type: those of the application's schemes, and those that this process has seen.
    /// </remarks>
    ValueTask RemoveAsync(string name, params object?[] varyBy);
}
