using CacheKit.Backends.LocMem;
using CacheKit.Configuration;
using CacheKit.Configuration.Reload;

namespace CacheKit.Registration;

/// <summary>An alias that is in use, and the options that it goes by.</summary>
internal sealed class RunningAlias
{
    private readonly InstalledCache _cache;
    private readonly LocMemBackend? _locMem;
    private readonly CacheOptions _started;
    private CacheOptions _options;

    /// <param name="cache">What was put up for it.</param>
    /// <param name="started">The options that it was made from.</param>
    public RunningAlias(InstalledCache cache, CacheOptions started)
    {
        _cache = cache;
        _locMem = cache.Bare as LocMemBackend;
        _options = _started = started;
    }

    /// <summary>The full path of the alias.</summary>
    public string Path => _started.Path;

    public bool Is(ConfiguredAlias alias) => string.Equals(_cache.Alias, alias.Settings.Alias, StringComparison.OrdinalIgnoreCase);

    /// <summary>Goes by new options, as far as that can be done while the application runs.</summary>
    /// <param name="read">The alias, read anew.</param>
    /// <param name="changes">Takes what has changed, in words.</param>
    /// <param name="waiting">Takes the paths of what will be taken by the next start.</param>
    public void Take(ConfiguredAlias read, List<string> changes, List<string> waiting)
    {
        var options = read.Options;
        var limits = CacheOptionSettings.Limits;
        waiting.AddRange(CacheOptionSettings.Fixed.Concat(_locMem is null ? limits : [])
            .Where(setting => setting.Differs(options, _started)).Select(static setting => setting.Name)
            .Concat(CacheOptionSettings.DifferingOfBackend(options, _started))
            .Select(name => $"{options.Path}:{name}"));
        var changed = CacheOptionSettings.Live.Concat(_locMem is null ? [] : limits).Where(setting => setting.Differs(options, _options)).ToList();
        if (changed.Count == 0)
            return;
        changes.AddRange(changed.Select(setting => setting.Describe(options.Path, options, _options)));
        _cache.Settings.Take(read.Settings);
        if (_locMem is not null)
            _locMem.Limits = LocMemLimits.Of(read.Context);
        _options = options;
    }
}
