using System.Diagnostics.CodeAnalysis;
using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Configuration.Reload;
using CacheKit.Diagnostics;
using CacheKit.Serialization;
using CacheKit.Values;
using Microsoft.Extensions.Logging;

namespace CacheKit.Registration;

/// <summary>Makes the caches of all aliases from the configuration, or says all that is wrong with it and makes none.</summary>
internal sealed class CacheSetMaker(
    ReloadWatch watch,
    ConfiguredAliases aliases,
    IEnumerable<RequiredAlias> required,
    CacheSerializers serializers,
    CacheMeter meter,
    TimeProvider time,
    ILoggerFactory logs)
{
    private readonly ILogger _logger = logs.CreateLogger(Log.ConfigurationCategory);

    // What backends report while they are made, and what the first of them threw.
    private readonly List<string> _errors = [];
    private Exception? _cause;

    public CacheSet Make()
    {
        var set = new CacheSet(_logger);
        try
        {
            var configured = aliases.Read(_errors);
            _errors.AddRange(required.Where(named => !configured.Any(alias => named.Is(alias.Settings.Alias))).Select(named => named.Missing(configured)));
            foreach (var alias in configured)
                Add(alias, set);
            if (_errors.Count > 0)
                throw new CacheConfigurationException([.. _errors.Distinct()], _cause);
            foreach (var alias in configured)
                Announce(alias);
            set.Reload = new CachesReload(
                watch, aliases, [.. set.Installed.Zip(configured, static (cache, alias) => new RunningAlias(cache, alias.Options))], _logger);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private void Add(ConfiguredAlias alias, CacheSet set)
    {
        if (MakeBackend(alias) is not { } backend)
            return;
        if (alias.Descriptor.DisposeBackends)
            set.Own(backend);

        var settings = alias.Settings;
        var stack = BackendStack.On(backend, alias, meter, time, logs);
        var instruments = new CacheInstruments(settings.Alias, settings.Backend, meter)
        {
            Size = backend as ILocalStoreSize,
            Circuit = stack.Circuit,
            Lost = stack.Lost,
        };
        var serializer = serializers.MakePayloadSerializer(alias.Serializer, settings.CompressAbove);
        var cache = new Cache(settings, stack.Backend, serializer, instruments, logs.CreateLogger<Cache>(), time);
        bool forgives = stack.Lost is not null && settings.OnFailure == CacheFailure.Miss;
        set.Add(new InstalledCache(forgives ? cache.Forgiving : cache, settings, alias.Place, backend, stack.Guarded, instruments));
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a backend of somebody else throws cannot be foreseen; it is the cause of what is thrown "
        + "in the end.")]
    private ICacheBackend? MakeBackend(ConfiguredAlias alias)
    {
        var faultless = _errors.Count;
        try
        {
            if (alias.Descriptor.Factory(alias.Context) is { } backend)
                return backend;
            _errors.Add($"{alias.BackendPath} is {SettingText.Quote(alias.Context.Backend)}, whose factory gave null.");
        }
        catch (CacheConfigurationException exception)
        {
            _errors.AddRange(exception.Errors);
        }
        catch (Exception exception)
        {
            // A backend that reported what is wrong and stumbled over it has said enough.
            if (_errors.Count > faultless)
                return null;
            _errors.Add($"{alias.BackendPath} is {SettingText.Quote(alias.Context.Backend)}, which could not be made: {exception.Message}");
            _cause ??= exception;
        }

        return null;
    }

    private void Announce(ConfiguredAlias alias)
    {
        var (name, backend) = (alias.Settings.Alias, alias.Settings.Backend);
        if (alias.DisplayLocation is { Length: > 0 } location)
            Log.UsesAt(_logger, name, backend, location);
        else
            Log.Uses(_logger, name, backend);
        if (alias.Ignored.Count > 0)
            Log.Ignores(_logger, name, backend, string.Join(", ", alias.Ignored));
    }
}
