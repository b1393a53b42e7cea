namespace CacheKit.Database;

/// <summary>The providers that are registered. Names of options are a list that grows with them, since <c>database</c> is registered by the first.</summary>
internal sealed class DatabaseProviders
{
    /// <summary>The options that every provider has.</summary>
    public static IReadOnlyList<string> CommonOptionNames { get; } =
        ["Provider", "ConnectionString", "ConnectionStringName", "ReadConnectionString", "CreateTable", "DataSourceKey"];

    private readonly List<DatabaseProvider> _all = [];
    private readonly List<string> _optionNames = [.. CommonOptionNames];

    public IReadOnlyList<DatabaseProvider> All => _all;

    public IReadOnlyList<string> OptionNames => _optionNames;

    public void Add(DatabaseProvider provider)
    {
        if (_all.Exists(known => known.Name == provider.Name))
            return;
        _all.Add(provider);
        _optionNames.AddRange(provider.OptionNames);
    }
}
