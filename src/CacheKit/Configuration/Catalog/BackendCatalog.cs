using System.Diagnostics.CodeAnalysis;
using CacheKit.Backends;

namespace CacheKit.Configuration.Catalog;

/// <summary>The registered kinds of backends, and what is known of those whose package is missing.</summary>
internal sealed class BackendCatalog
{
    private readonly Dictionary<string, CacheBackendDescriptor> _registered = new(StringComparer.OrdinalIgnoreCase);

    // Names and other spellings, to names.
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    public BackendCatalog(IEnumerable<CacheBackendDescriptor> added)
    {
        foreach (var known in KnownBackend.All)
            Add(known.Name, known.DjangoPaths);
        foreach (var descriptor in BuiltInBackends.All.Concat(added))
        {
            _registered[descriptor.Name] = descriptor;
            Add(descriptor.Name, descriptor.Spellings);
        }

        void Add(string name, IReadOnlyList<string> spellings)
        {
            foreach (var spelling in spellings)
                _names[spelling] = name;
            _names[name] = name;
        }
    }

    /// <summary>Finds what the setting <c>Backend</c> names: a registered backend, or a type when the text has a comma.</summary>
    public bool TryFind(string text, [NotNullWhen(true)] out CacheBackendDescriptor? descriptor, [NotNullWhen(false)] out string? problem)
    {
        descriptor = null;
        if (_names.TryGetValue(text, out var name))
        {
            problem = _registered.TryGetValue(name, out descriptor) ? null : MissingPackage(name);
            return descriptor is not null;
        }

        if (text.Contains(',', StringComparison.Ordinal))
            return BackendType.TryFind(text, out descriptor, out problem);

        var usable = KnownBackend.All.Select(static known => known.Name).Union(_registered.Keys, StringComparer.OrdinalIgnoreCase).ToList();
        problem = $"no backend has this name. {SettingText.Suggest(text, usable)} A backend of your own is named by its type, 'Namespace.Type, "
            + "Assembly', or by the name given to AddBackend.";
        return false;
    }

    /// <summary>Whether another backend than the one given has an option of this name.</summary>
    public bool IsOptionOfAnother(CacheBackendDescriptor descriptor, string name) =>
        KnownBackend.All.Any(known => Has(known.OptionNames, known.OptionSpellings, name))
        || _registered.Values.Any(other => other != descriptor && Has(other.OptionNames ?? [], other.OptionSpellings, name));

    /// <summary>Whether a backend has an option of this name.</summary>
    public static bool IsOwnOption(CacheBackendDescriptor descriptor, string name) =>
        descriptor.OptionNames is null || Has(descriptor.OptionNames, descriptor.OptionSpellings, name);

    private static bool Has(IReadOnlyList<string> names, IReadOnlyDictionary<string, string> spellings, string name) =>
        names.Concat(spellings.Keys).Any(known => Spelling.AreSame(known, name));

    private static string MissingPackage(string name) => KnownBackend.All.First(known => known.Name == name).WhenMissing;
}
