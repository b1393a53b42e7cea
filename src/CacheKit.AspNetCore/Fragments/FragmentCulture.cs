using System.Globalization;

namespace CacheKit;

/// <summary>In which culture a fragment was rendered, where it varies by culture.</summary>
/// <param name="Culture">The name of the culture that formats numbers and dates.</param>
/// <param name="UICulture">The name of the culture that chooses the texts.</param>
public readonly record struct FragmentCulture(string Culture, string UICulture)
{
    /// <summary>A culture that does both.</summary>
    /// <param name="name">Its name, for instance <c>de</c>.</param>
    public FragmentCulture(string name)
        : this(name, name)
    {
    }

    /// <summary>The current flow's.</summary>
    public static FragmentCulture Current => new(CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name);
}
