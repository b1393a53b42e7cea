using System.Globalization;
using CacheKit.Conformance.Samples;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CacheKit.Conformance;

/// <summary>
/// The facts that every backend must pass, told through <see cref="ICache"/>. Inherit it, say with
/// <see cref="BackendUnderTestAttribute"/> in what the backend differs, and point <see cref="Configure"/> at a store
/// that is empty for each fact. docs/writing-a-backend.md shows it step by step.
/// </summary>
public abstract partial class CacheConformance : IAsyncLifetime
{
    /// <summary>The event id of the warning about a key that is not portable.</summary>
    protected const int KeyWarning = 1001;

    /// <summary>The event id of the warning about a value that cannot be read as the type asked for.</summary>
    protected const int UnreadableWarning = 1002;

    /// <summary>A lifetime that no fact sees the end of.</summary>
    protected static readonly TimeSpan Lasting = TimeSpan.FromHours(1);

    // What must end, but would hang if it were wrong.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly FakeTimeProvider _time = new();
    private readonly List<ServiceProvider> _containers = [];
    private readonly Lazy<ICache> _cache;

    /// <summary>One fact.</summary>
    protected CacheConformance() => _cache = new(() => Open());

    /// <summary>What was logged in this fact.</summary>
    protected RecordedLogs Logs { get; } = new();

    /// <summary>A cache with nothing but the backend's own settings.</summary>
    protected ICache Cache => _cache.Value;

    /// <summary>
    /// Where the caches take their time from: a clock that stands still until a fact advances it. A server has its own:
    /// override it with <see cref="TimeProvider.System"/>, and <see cref="PassAsync"/>.
    /// </summary>
    protected virtual TimeProvider Clock => _time;

    /// <summary>
    /// The lifetime of entries that facts see the end of, a whole number of seconds where the backend counts those.
    /// Shorter, the facts of a real server are done sooner.
    /// </summary>
    protected virtual TimeSpan Brief => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => default;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
            await container.DisposeAsync();
        Logs.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// The settings of an alias on the backend: <c>Backend</c>, <c>Location</c>, <c>Options:…</c>. All aliases of a
    /// fact are given the same, and so share a store; each fact has a new instance of the class.
    /// </summary>
    /// <param name="settings">Takes them.</param>
    protected abstract void Configure(IDictionary<string, string?> settings);

    /// <summary>Registers the backend, when it is not one of CacheKit's core.</summary>
    /// <param name="builder">The registration.</param>
    protected virtual void Register(ICacheKitBuilder builder)
    {
    }

    /// <summary>Lets a lifetime pass: advances the clock, or, where the time is a server's, waits.</summary>
    /// <param name="lifetime">At least so much must pass that an entry of that lifetime is gone.</param>
    protected virtual ValueTask PassAsync(TimeSpan lifetime)
    {
        _time.Advance(lifetime);
        return default;
    }

    /// <summary>A cache with settings of its own, in a container of its own.</summary>
    protected ICache Open(params (string Name, string? Value)[] settings) => OpenAll(("default", settings)).Default;

    /// <summary>A cache that reaches the entries under a prefix by their final keys.</summary>
    /// <param name="keyPrefix">The prefix.</param>
    protected virtual ICache OpenBehind(string keyPrefix) => Open(("KeyFunction", SampleKeys.BareName));

    /// <summary>Several aliases in one container, over one store.</summary>
    protected ICaches OpenAll(params (string Alias, (string Name, string? Value)[] Settings)[] aliases)
    {
        ArgumentNullException.ThrowIfNull(aliases);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(aliases.SelectMany(SettingsOf)).Build();
        var services = new ServiceCollection();
        services.AddSingleton(Clock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        Register(services.AddCacheKit(configuration));
        var container = services.BuildServiceProvider();
        _containers.Add(container);
        return container.GetRequiredService<ICaches>();
    }

    /// <summary>A number of seconds as configuration spells it.</summary>
    protected static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<KeyValuePair<string, string?>> SettingsOf((string Alias, (string Name, string? Value)[] Settings) alias)
    {
        var settings = new Dictionary<string, string?>();
        Configure(settings);
        foreach (var (name, value) in alias.Settings)
            settings[name] = value;
        return settings.Select(setting => KeyValuePair.Create($"Caches:{alias.Alias}:{setting.Key}", setting.Value));
    }
}
