namespace CacheKit.Backends;

/// <summary>
/// All that CacheKit must know of a kind of backend to configure it: its name, its options, how it is made. Register
/// it with <c>AddBackend</c>; of two with one name the later is used.
/// </summary>
public sealed class CacheBackendDescriptor
{
    /// <summary>A kind of backend.</summary>
    /// <param name="name">What the setting <c>Backend</c> says, in any case, for instance <c>redis</c>.</param>
    /// <param name="factory">
    /// Makes the backend of one alias, once, when the application starts or a cache is first used. It must not wait for a
    /// server: an application starts also when its cache is down.
    /// </param>
    public CacheBackendDescriptor(string name, Func<CacheBackendContext, ICacheBackend> factory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(factory);
        Name = name;
        Factory = factory;
    }

    /// <summary>What the setting <c>Backend</c> says, in any case.</summary>
    public string Name { get; }

    /// <summary>Makes the backend of one alias.</summary>
    public Func<CacheBackendContext, ICacheBackend> Factory { get; }

    /// <summary>Other texts that <c>Backend</c> may hold for it. Django's own paths of the six backends need not be named.</summary>
    public IReadOnlyList<string> Spellings { get; init; } = [];

    /// <summary>How <c>Location</c> is read.</summary>
    public CacheLocationKind Location { get; init; } = CacheLocationKind.Text;

    /// <summary>
    /// The names of its own options below <c>Options</c>; all others are errors, unless another known backend has them.
    /// Null: it takes any. The options that every alias has (<see cref="CacheOptions"/>) are not named here.
    /// </summary>
    public IReadOnlyList<string>? OptionNames { get; init; }

    /// <summary>
    /// Other names of its options, to the names in <see cref="OptionNames"/>: <c>ignore_exc</c> to <c>IgnoreErrors</c>.
    /// Case and underscores need no entry.
    /// </summary>
    public IReadOnlyDictionary<string, string> OptionSpellings { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Reads location and options and reports what is wrong with them (<see cref="CacheOptionReader.AddError"/>,
    /// <see cref="CacheBackendContext.AddLocationError"/>); makes nothing. It runs for every alias before the first
    /// backend is made, and a fault of any alias keeps all from being made.
    /// </summary>
    public Action<CacheBackendContext>? Validate { get; init; }

    /// <summary>
    /// The text that logs show for a location, without secrets. Left out: the location with user names, passwords,
    /// queries and <c>key=value</c> parts masked.
    /// </summary>
    public Func<CacheBackendContext, string>? DisplayLocation { get; init; }

    /// <summary>
    /// Tells what a backend throws when its server cannot be reached or does not answer from what it throws when the server
    /// refuses one operation. Given, a circuit breaker stands before the backend: after some such failures in a row calls
    /// fail at once until the server is there again; and pages and fragments that could not be removed meanwhile are removed
    /// before they are read again. Left out: neither, as for what lives in this process.
    /// </summary>
    public Func<Exception, bool>? IsOutage { get; init; }

    /// <summary>
    /// Gives what a backend throws the words that an operator needs: what was wrong and what to do, without secrets, with the
    /// client library's own exception as the cause. Returns the same exception where that says enough. Left out: logs and
    /// exceptions say what the backend said, and where people look, as on the dashboard, it is not shown: it may hold a secret.
    /// </summary>
    public Func<Exception, Exception>? Explain { get; init; }

    /// <summary>Whether backends are disposed with the container; false for instances that belong to somebody else.</summary>
    public bool DisposeBackends { get; init; } = true;

    /// <summary>
    /// Whether an option of the backend's own says that failures are to be no failures of calls (memcached's
    /// <c>IgnoreErrors</c>): the same as <c>OnFailure</c> = <c>miss</c>.
    /// </summary>
    internal Func<CacheBackendContext, bool>? IgnoresErrors { get; init; }

    /// <summary>dummy: whatever another backend was configured with may stand there.</summary>
    internal bool IgnoresOptions { get; init; }

    /// <summary>locmem: a list that was written for a server backend names one store, as its parts in one text would.</summary>
    internal bool JoinsLocations { get; init; }
}
