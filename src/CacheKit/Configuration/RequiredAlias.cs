namespace CacheKit.Configuration;

/// <summary>An alias that code names when it sets the application up: it must be there when the caches are made.</summary>
/// <param name="Alias">The alias.</param>
/// <param name="Method">The method that was given it.</param>
internal sealed record RequiredAlias(string Alias, string Method)
{
    public bool Is(string alias) => string.Equals(alias, Alias, StringComparison.OrdinalIgnoreCase);

    /// <summary>The error when it is not configured.</summary>
    public string Missing(IEnumerable<ConfiguredAlias> configured) =>
        $"{Method}(\"{Alias}\"): there is no cache '{Alias}'. {SettingText.Suggest(Alias, [.. configured.Select(static known => known.Settings.Alias)])}";
}
