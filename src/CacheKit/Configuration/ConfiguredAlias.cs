using CacheKit.Backends;

namespace CacheKit.Configuration;

/// <summary>One alias, read and valid, with all that is needed to make its cache.</summary>
/// <param name="Options">The options that it was read from.</param>
/// <param name="Settings">What every backend has in common.</param>
/// <param name="Serializer">The name of its serializer; null for the default one.</param>
/// <param name="Descriptor">The kind of its backend.</param>
/// <param name="Context">What the backend is made from.</param>
/// <param name="BackendPath">The full path of the setting that names it.</param>
/// <param name="Ignored">The full paths of settings that belong to another backend.</param>
internal sealed record ConfiguredAlias(
    CacheOptions Options,
    CacheSettings Settings,
    string? Serializer,
    CacheBackendDescriptor Descriptor,
    CacheBackendContext Context,
    string BackendPath,
    IReadOnlyList<string> Ignored)
{
    /// <summary>The location as logs may show it.</summary>
    public string DisplayLocation =>
        Descriptor.DisplayLocation?.Invoke(Context) ?? Context.DisplayLocation;

    /// <summary>The backend and its location, for people.</summary>
    public string Place => DisplayLocation is { Length: > 0 } location ? $"{Settings.Backend} at {location}" : Settings.Backend;
}
