using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CacheKit.Configuration;

/// <summary>A key function that a configuration names: <c>Namespace.Type.Method, Assembly</c>.</summary>
internal static class KeyFunctionName
{
    private const BindingFlags AnyMethod =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    public static bool TryFind(string name, [NotNullWhen(true)] out CacheKeyFunction? function, [NotNullWhen(false)] out string? problem)
    {
        function = null;
        var comma = name.IndexOf(',', StringComparison.Ordinal);
        var dot = comma < 0 ? -1 : name.LastIndexOf('.', comma);
        if (dot <= 0)
        {
            problem = "expected a static method as 'Namespace.Type.Method, Assembly'.";
            return false;
        }

        var typeName = name[..dot].Trim() + name[comma..];
        var methodName = name[(dot + 1)..comma].Trim();
        if (!TypeName.TryFind(typeName, out var type, out problem))
            return false;

        function = Find(type, methodName, out problem)?.CreateDelegate<CacheKeyFunction>();
        return function is not null;
    }

    private static MethodInfo? Find([DynamicallyAccessedMembers(Members)] Type type, string name, out string? problem)
    {
        try
        {
            var methods = Array.FindAll(type.GetMethods(AnyMethod), method => method.Name == name);
            var found = Array.Find(methods, static method => method.IsStatic && HasSignature(method));
            problem = (found, methods) switch
            {
                (not null, _) => null,
                (_, []) => $"the type {type.FullName} has no method '{name}'.",
                _ => $"the method must be static string {name}(string key, string keyPrefix, int version).",
            };
            return found;
        }
        // The type is there, but one that its methods name is not.
        catch (Exception exception) when (exception is IOException or TypeLoadException or BadImageFormatException)
        {
            problem = $"the methods of {type.FullName} cannot be read: {exception.Message}";
            return null;
        }
    }

    private static bool HasSignature(MethodInfo method) =>
        !method.ContainsGenericParameters
        && method.ReturnType == typeof(string)
        && method.GetParameters().Select(static parameter => parameter.ParameterType).SequenceEqual([typeof(string), typeof(string), typeof(int)]);
}
