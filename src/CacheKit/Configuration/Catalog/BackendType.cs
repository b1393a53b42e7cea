using System.Diagnostics.CodeAnalysis;
using CacheKit.Backends;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Configuration.Catalog;

/// <summary>Backends that are made from their type, by dependency injection.</summary>
internal static class BackendType
{
    /// <summary>Finds a backend that a configuration names by its type.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out CacheBackendDescriptor? descriptor, [NotNullWhen(false)] out string? problem)
    {
        descriptor = null;
        if (!TypeName.TryFind(name, out var type, out problem))
            return false;

        problem = Check(type);
        if (problem is null)
            descriptor = Describe(type.FullName ?? type.Name, type);
        return descriptor is not null;
    }

    /// <summary>A backend of a type; it takes any option.</summary>
    public static CacheBackendDescriptor Describe(
        string name, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        // ActivatorUtilities refuses an argument that no constructor takes.
        var takesContext = type.GetConstructors().Any(static constructor =>
            constructor.GetParameters().Any(static parameter => parameter.ParameterType == typeof(CacheBackendContext)));
        return new CacheBackendDescriptor(name, context =>
            (ICacheBackend)ActivatorUtilities.CreateInstance(context.Services, type, takesContext ? [context] : []));
    }

    private static string? Check([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        if (!typeof(ICacheBackend).IsAssignableFrom(type))
            return $"the type {type.FullName} does not implement {typeof(ICacheBackend).FullName}.";
        if (type.IsAbstract || type.ContainsGenericParameters || type.GetConstructors().Length == 0)
            return $"the type {type.FullName} cannot be made: a backend is a class with a public constructor.";
        return null;
    }
}
