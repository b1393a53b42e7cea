using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Configuration;

/// <summary>A type that a configuration names: <c>Namespace.Type, Assembly</c>.</summary>
internal static class TypeName
{
    // Backends are made by their constructors, key functions are methods.
    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    [UnconditionalSuppressMessage("Trimming", "IL2057", Justification =
        "Runs only when a configuration names a type. One that trimming has removed is an error at start, which says to name it in code: that trimming keeps.")]
    public static bool TryFind(
        string name,
        [NotNullWhen(true)][DynamicallyAccessedMembers(Members)] out Type? type,
        [NotNullWhen(false)] out string? problem)
    {
        type = null;
        var reason = "";
        try
        {
            type = Type.GetType(name, throwOnError: false);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or BadImageFormatException or TypeLoadException)
        {
            reason = $" ({exception.Message})";
        }

        problem = type is null
            ? $"there is no type {SettingText.Quote(name)}{reason}. Is its assembly referenced? A trimmed application names it in code instead."
            : null;
        return type is not null;
    }
}
