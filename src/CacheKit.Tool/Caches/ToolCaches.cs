using System.Diagnostics.CodeAnalysis;
using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Database.Tables;
using CacheKit.Diagnostics;
using CacheKit.Keys;
using CacheKit.Serialization;
using CacheKit.Tool.Configuration;
using CacheKit.Tool.Output;
using CacheKit.Values;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Tool.Caches;

/// <summary>The caches of an application, opened one by one as they are needed.</summary>
internal sealed class ToolCaches : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ApplicationAssemblies _assemblies;
    private readonly List<ICacheBackend> _backends = [];

    public ToolCaches(ApplicationConfiguration configuration, ToolOutput output)
    {
        Configuration = configuration;
        _assemblies = new(configuration.Folder);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration.Values);
        services.AddLogging(logging => logging.AddProvider(new ErrorStreamLog(output)));
        services.AddSingleton(TimeProvider.System);
        services.AddCacheKit(configuration.Values).AddSqlite().AddPostgreSql().AddMySql().AddRedis().AddMemcached();
        _services = services.BuildServiceProvider();
        Catalog = new(_services);
    }

    public ApplicationConfiguration Configuration { get; }

    /// <summary>The tables of those caches on databases that are open.</summary>
    public IReadOnlyList<CacheTable> OpenTables => _services.GetRequiredService<CacheTables>().Opened;

    public AliasCatalog Catalog { get; }

    /// <summary>Opens the cache of an alias for its keys.</summary>
    /// <exception cref="ToolException">Its configuration is wrong, or no other process can see its entries.</exception>
    public ToolCache OpenForKeys(string name, KeyChoice keys)
    {
        if (Catalog.Find(name).KeyFunctionError is { } error && !keys.AreFinal)
            throw new ToolException(ExitCode.Configuration, $"{error} Build or publish the application, or give the final key with --raw-key.");
        return OpenVisible(name, keys);
    }

    /// <summary>Opens the cache of an alias to do something with its entries.</summary>
    /// <exception cref="ToolException">Its configuration is wrong, or no other process can see its entries.</exception>
    public ToolCache OpenVisible(string name, KeyChoice keys)
    {
        var alias = Catalog.Find(name);
        if (alias.Unseen is { } reason)
            throw new ToolException(ExitCode.Impossible, $"The cache '{alias.Name}' ({alias.Backend}) {reason}.");
        return Open(alias, keys);
    }

    /// <summary>Opens the cache of an alias. No server is asked anything yet.</summary>
    /// <exception cref="ToolException">Its configuration is wrong.</exception>
    public ToolCache Open(ToolAlias alias, KeyChoice choice)
    {
        var configured = ThrowIfWrong(alias);
        var settings = configured.Settings;
        var serializer = _services.GetRequiredService<CacheSerializers>().MakePayloadSerializer(configured.Serializer, settings.CompressAbove);
        var instruments = new CacheInstruments(settings.Alias, settings.Backend);
        var logger = _services.GetRequiredService<ILoggerFactory>().CreateLogger<Cache>();
        var context = new CacheContext(settings, MakeBackend(alias, configured), serializer, instruments, logger, TimeProvider.System);
        // The entries of the application may have tags: each is looked at before it counts as there.
        if (alias.KeyFunctionError is null)
            context.MeetConditions(tags: true);
        var version = choice.Version ?? settings.Version;
        var keys = choice.AreFinal
            ? new KeySpace("", version, static (key, _, _) => key)
            : new KeySpace(settings.KeyPrefix, version, settings.KeyFunction);
        return new(alias, context, keys, new Cache(context, version, keys));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _backends)
        {
            if (backend is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else
                (backend as IDisposable)?.Dispose();
        }

        await _services.DisposeAsync();
        _assemblies.Dispose();
    }

    private static ConfiguredAlias ThrowIfWrong(ToolAlias alias) =>
        alias.Errors.Count == 0 && alias.Configured is { } configured
            ? configured
            : throw new ToolException(ExitCode.Configuration, string.Join(Environment.NewLine, alias.Errors.Distinct()));

    [SuppressMessage("Design", "CA1031", Justification = "What a backend of somebody else throws cannot be foreseen; it is told and ends the command.")]
    private ICacheBackend MakeBackend(ToolAlias alias, ConfiguredAlias configured)
    {
        try
        {
            if (configured.Descriptor.Factory(configured.Context) is not { } backend)
                throw new ToolException(ExitCode.Configuration, $"{configured.BackendPath} is {SettingText.Quote(configured.Context.Backend)}, whose factory gave null.");
            if (configured.Descriptor.DisposeBackends)
                _backends.Add(backend);
            // A factory may report what Validate could not see.
            ThrowIfWrong(alias);
            return backend;
        }
        catch (Exception exception) when (exception is not (ToolException or CacheConfigurationException))
        {
            throw new ToolException(ExitCode.Configuration, $"{configured.BackendPath} is {SettingText.Quote(configured.Context.Backend)}, which could not be made: {exception.Message}", exception);
        }
    }
}
