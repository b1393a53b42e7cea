using CacheKit.Database.Configuration;

namespace CacheKit.Database;

/// <summary>The providers that are registered, and what the backend <c>database</c> has of them together.</summary>
internal sealed class DatabaseProviders
{
    private readonly List<DatabaseProvider> _all = [];
    private readonly List<string> _optionNames = [.. DatabaseOptionNames.All];

    public IReadOnlyList<DatabaseProvider> All => _all;

    public IReadOnlyList<string> OptionNames => _optionNames;

    /// <summary>What any of them takes for an outage; null where none is on a server.</summary>
    public Func<Exception, bool>? IsOutage =>
        _all.Select(static provider => provider.IsOutage).OfType<Func<Exception, bool>>().ToArray() is { Length: > 0 } outages
            ? exception => Array.Exists(outages, isOutage => isOutage(exception))
            : null;

    public void Add(DatabaseProvider provider)
    {
        if (_all.Exists(known => known.Name == provider.Name))
            return;
        _all.Add(provider);
        _optionNames.AddRange(provider.OptionNames);
    }
}
