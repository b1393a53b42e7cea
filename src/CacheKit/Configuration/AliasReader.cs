using CacheKit.Backends;
using CacheKit.Configuration.Catalog;
using CacheKit.Serialization;
using Microsoft.Extensions.Logging;
using static System.FormattableString;

namespace CacheKit.Configuration;

/// <summary>Turns the options of one alias into what its cache is made from, and says what is wrong with them.</summary>
internal sealed class AliasReader(BackendCatalog backends, CacheSerializers serializers, TimeProvider time, ILoggerFactory logs, IServiceProvider services)
{
    /// <summary>What the cache of an alias is made from; null when its backend is not known.</summary>
    public ConfiguredAlias? Read(string alias, CacheOptions options, ICollection<string> errors)
    {
        foreach (var error in options.Errors.Concat(CheckCommon(options)))
            errors.Add(error);
        var backend = options.Backend ?? CacheOptions.DefaultBackend;
        if (!backends.TryFind(backend, out var descriptor, out var problem))
        {
            errors.Add($"{options.PathOf("Backend")} is {SettingText.Quote(backend)}: {problem}");
            return null;
        }

        var ignored = new List<string>();
        var locations = ReadLocations(options, descriptor, ignored, errors);
        var own = ChooseOwnOptions(options, descriptor, ignored, errors);
        if (options.Backend is null && (locations.Count > 0 || ignored.Count > 0))
            errors.Add($"{options.Path}:Backend is left out, and so the cache would be {CacheOptions.DefaultBackend}, but "
                + $"{(ignored.Count > 0 ? ignored[0] : options.PathOf("Location"))} is there: say which backend it is for.");

        var log = logs.CreateLogger($"CacheKit.Backends.{descriptor.Name}");
        var context = new CacheBackendContext(alias, options, locations, own, services, time, log, errors);
        return new ConfiguredAlias(
            options, MakeSettings(context, options, descriptor), options.Serializer, descriptor, context,
            options.PathOf("Backend", options.Backend is not null), ignored);
    }

    /// <summary>What is wrong with the settings that have nothing to do with the backend.</summary>
    private IEnumerable<string> CheckCommon(CacheOptions options)
    {
        if (options.CullFrequency < 0)
            yield return Invariant($"{options.PathOf("Options:CullFrequency")} is {options.CullFrequency}; expected 0 (a cull removes all) or more ")
                + "(it removes one in so many).";
        if (options.MaxBytes <= 0)
            yield return Invariant($"{options.PathOf("Options:MaxBytes")} is {options.MaxBytes}; expected 1 or more.");
        if (options.CompressAbove < 0)
            yield return Invariant($"{options.PathOf("Options:CompressAbove")} is {options.CompressAbove}; expected 0 or more bytes.");
        if (options.ClearScope == CacheClearScope.Prefix && options.KeyPrefix.Length == 0)
            yield return $"{options.PathOf("Options:ClearScope")} is 'prefix', which needs {options.Path}:KeyPrefix: without one every key of the "
                + "store would match.";
        if (options.ClearScope == CacheClearScope.Prefix && options.KeyFunction is not null)
            yield return $"{options.PathOf("Options:ClearScope")} is 'prefix', which cannot be had together with {options.PathOf("KeyFunction")}: "
                + "nobody knows where such keys have their prefix. Use everything.";
        if (options.Serializer is { } serializer && !serializers.Contains(serializer))
            yield return $"{options.PathOf("Options:Serializer")} is {SettingText.Quote(serializer)}, which is not registered (AddSerializer). "
                + $"{SettingText.Suggest(serializer, serializers.Names)}";
    }

    private static IReadOnlyList<string> ReadLocations(
        CacheOptions options, CacheBackendDescriptor descriptor, List<string> ignored, ICollection<string> errors)
    {
        IReadOnlyList<string> locations = string.IsNullOrEmpty(options.Location)
            ? [.. options.Locations.Where(static location => !string.IsNullOrWhiteSpace(location))]
            : [options.Location];
        switch (descriptor.Location)
        {
            case CacheLocationKind.List when options.Location is { } text:
                return text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            case CacheLocationKind.None when locations.Count > 0:
                ignored.Add(options.PathOf("Location"));
                return [];
            case CacheLocationKind.Text when locations.Count > 1 && descriptor.JoinsLocations:
                return [string.Join(';', locations)];
            case CacheLocationKind.Text when locations.Count > 1:
                errors.Add($"{options.PathOf("Location")} is a list, but {descriptor.Name} has one location: write it as one text.");
                return [];
            default:
                return locations;
        }
    }

    /// <summary>
    /// The options of the backend itself. Those of another known one are ignored: settings files merge, and the one laid
    /// on top may name another backend only.
    /// </summary>
    private CacheOptionReader ChooseOwnOptions(
        CacheOptions options, CacheBackendDescriptor descriptor, List<string> ignored, ICollection<string> errors)
    {
        var path = options.OptionsPath ?? $"{options.Path}:Options";
        if (!BackendCatalog.IsOwnOption(descriptor, "MaxBytes") && options.ConfiguredPaths.TryGetValue("Options:MaxBytes", out var maxBytes))
            ignored.Add(maxBytes);

        var own = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var option in options.BackendOptions.GroupBy(static option => CacheOptionReader.FirstPart(option.Key), StringComparer.OrdinalIgnoreCase))
        {
            if (BackendCatalog.IsOwnOption(descriptor, option.Key) && !descriptor.IgnoresOptions)
                option.ToList().ForEach(value => own[value.Key] = value.Value);
            else if (descriptor.IgnoresOptions || backends.IsOptionOfAnother(descriptor, option.Key))
                ignored.Add($"{path}:{option.Key}");
            else
                errors.Add($"{path}:{option.Key} is unknown. "
                    + $"{SettingText.Suggest(option.Key, [.. ConfigureCacheOptions.CommonOptionNames.Union(descriptor.OptionNames ?? [])])}");
        }

        return new CacheOptionReader(path, own, descriptor.OptionSpellings, errors);
    }

    private static CacheSettings MakeSettings(CacheBackendContext context, CacheOptions options, CacheBackendDescriptor descriptor) => new()
    {
        Alias = context.Alias,
        Backend = descriptor.Name,
        Locations = context.Locations,
        Timeout = options.Timeout.IsAliasDefault ? CacheSettings.DefaultTimeout : options.Timeout,
        KeyPrefix = options.KeyPrefix,
        Version = options.Version,
        KeyFunction = options.KeyFunction,
        KeyWarnings = options.KeyWarnings,
        LogKeys = options.LogKeys,
        ClearScope = options.ClearScope,
        ThrowOnUnreadable = options.OnUnreadable == CacheUnreadable.Throw,
        OnFailure = descriptor.IgnoresErrors?.Invoke(context) == true ? CacheFailure.Miss : options.OnFailure,
        CompressAbove = options.CompressAbove,
        Explain = descriptor.Explain,
        IsOutage = descriptor.IsOutage,
    };
}
