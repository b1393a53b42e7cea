using CacheKit.Configuration;
using CacheKit.Configuration.Catalog;
using CacheKit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit.Tool.Caches;

/// <summary>
/// Reads all aliases, each for itself: what is wrong with one keeps nobody from another. What only the application can
/// have, its key functions and serializers, is missed where it is needed, not before.
/// </summary>
internal sealed class AliasCatalog
{
    private readonly BackendCatalog _backends;
    private readonly CacheSerializers _serializers;
    private readonly IOptionsFactory<CacheOptions> _options;
    private readonly AliasReader _reader;

    public AliasCatalog(IServiceProvider services)
    {
        _backends = services.GetRequiredService<BackendCatalog>();
        _serializers = services.GetRequiredService<CacheSerializers>();
        _options = services.GetRequiredService<IOptionsFactory<CacheOptions>>();
        _reader = services.GetRequiredService<AliasReader>();
        var errors = new List<string>();
        var names = services.GetRequiredService<ConfiguredAliases>().FindAliases(errors);
        SectionErrors = errors;
        Aliases = [.. names.Select(Read)];
    }

    /// <summary>What is wrong with the section <c>Caches</c> as a whole.</summary>
    public IReadOnlyList<string> SectionErrors { get; }

    public IReadOnlyList<ToolAlias> Aliases { get; }

    /// <summary>Finds an alias by its name.</summary>
    /// <exception cref="ToolException">There is none; the message names those that there are.</exception>
    public ToolAlias Find(string name)
    {
        var names = Aliases.Select(static alias => alias.Name).ToList();
        if (Aliases.FirstOrDefault(alias => string.Equals(alias.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        var nearest = Spelling.Nearest(name, names) is { } near ? $"Did you mean '{near}'? " : "";
        throw new ToolException(ExitCode.Usage, $"There is no cache {SettingText.Quote(name)}. {nearest}The configuration has: {string.Join(", ", names)}.");
    }

    private ToolAlias Read(string name)
    {
        var options = _options.Create(name);
        var backend = options.Backend ?? CacheOptions.DefaultBackend;
        var keyFunctionError = TakeKeyFunctionError(options);
        var foreignSerializer = TakeForeignSerializer(options);
        var errors = new List<string>();
        var configured = IsUnknownHere(backend, options, errors) ? null : _reader.Read(name, options, errors);
        if (configured is not null)
            ConfiguredAliases.Validate(configured, errors);
        return new()
        {
            Name = name,
            Backend = configured?.Descriptor.Name ?? backend,
            Location = configured?.DisplayLocation ?? LocationDisplay.Mask(options.Location is { } text ? [text] : options.Locations),
            Errors = errors,
            KeyFunctionError = keyFunctionError,
            ForeignSerializer = foreignSerializer,
            Configured = configured,
        };
    }

    /// <summary>Takes the one error away that does not concern those who know the final key.</summary>
    private static string? TakeKeyFunctionError(CacheOptions options)
    {
        if (options.KeyFunction is not null || !options.ConfiguredPaths.TryGetValue(nameof(options.KeyFunction), out var path))
            return null;
        var error = options.Errors.Find(error => error.StartsWith($"{path} ", StringComparison.Ordinal));
        if (error is null)
            return null;
        options.Errors.Remove(error);
        // The alias has one all the same: whoever needs it is told.
        options.KeyFunction = (_, _, _) => throw new ToolException(ExitCode.Configuration, error);
        return error;
    }

    private string? TakeForeignSerializer(CacheOptions options)
    {
        if (options.Serializer is not { } name || _serializers.Contains(name))
            return null;
        options.Serializer = null;
        return name;
    }

    /// <summary>A backend of CacheKit that this tool was made without: what the library says is for the application's author.</summary>
    private bool IsUnknownHere(string backend, CacheOptions options, List<string> errors)
    {
        if (_backends.TryFind(backend, out _, out _) || !Array.Exists([.. KnownBackend.All], known => Names(known, backend)))
            return false;
        errors.Add($"{options.PathOf("Backend")} is {SettingText.Quote(backend)}, a backend that this version of cachekit does not know.");
        return true;
    }

    private static bool Names(KnownBackend known, string backend) =>
        known.DjangoPaths.Append(known.Name).Contains(backend, StringComparer.OrdinalIgnoreCase);
}
