using Microsoft.Extensions.Options;

namespace CacheKit.Configuration;

/// <summary>The settings of one alias in code. Aliases have no case, unlike the names of options.</summary>
internal sealed class ConfigureCacheAlias(string alias, Action<CacheOptions> configure) : IConfigureNamedOptions<CacheOptions>
{
    public string Alias { get; } = alias;

    public void Configure(CacheOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, CacheOptions options)
    {
        if (string.Equals(name, Alias, StringComparison.OrdinalIgnoreCase))
            configure(options);
    }
}
