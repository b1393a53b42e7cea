using Microsoft.Extensions.Options;

namespace CacheKit.Configuration;

/// <summary>
/// The aliases that code names, by our own method or by .NET's for options (<c>services.Configure&lt;CacheOptions&gt;("reports", …)</c>).
/// What takes services (<c>AddOptions("reports").Configure&lt;TService&gt;(…)</c>) or a class of the application's does not tell which names it is for.
/// </summary>
/// <param name="configurations">What configures options.</param>
/// <param name="later">What does so after them.</param>
internal sealed class AliasesInCode(IEnumerable<IConfigureOptions<CacheOptions>> configurations, IEnumerable<IPostConfigureOptions<CacheOptions>> later)
{
    public IEnumerable<string> Names =>
        configurations.OfType<ConfigureCacheAlias>().Select(static inCode => inCode.Alias).Concat(Configured.Where(static name => name.Length > 0));

    // Null stands for every one.
    private IEnumerable<string> Configured =>
        configurations.OfType<ConfigureNamedOptions<CacheOptions>>().Select(static options => options.Name).OfType<string>();

    private IEnumerable<string> ConfiguredLater =>
        later.OfType<PostConfigureOptions<CacheOptions>>().Select(static options => options.Name).OfType<string>();

    /// <summary>Names that say nothing of any cache: what is configured under them would be lost without a word.</summary>
    /// <param name="aliases">All aliases.</param>
    public IEnumerable<string> Check(IReadOnlyCollection<string> aliases) =>
        Configured.Select(name => Check("Configure", name, aliases))
            .Concat(ConfiguredLater.Select(name => Check("PostConfigure", name, aliases)))
            .OfType<string>();

    private static string? Check(string method, string name, IReadOnlyCollection<string> aliases)
    {
        if (aliases.Contains(name, StringComparer.Ordinal))
            return null;
        if (name.Length == 0)
            return $"services.{method}<CacheOptions>(…) without a name is for no cache: name its alias, "
                + $"services.{method}<CacheOptions>(\"{CacheSection.DefaultAlias}\", …), or call {method}All for every one.";
        var call = $"services.{method}<CacheOptions>(\"{name}\", …)";
        return aliases.FirstOrDefault(alias => string.Equals(alias, name, StringComparison.OrdinalIgnoreCase)) is { } alias
            ? $"{call} is for no cache: the names of options have case, and this cache is '{alias}'. Write it so, or call .Configure(\"{name}\", …) "
                + "after AddCacheKit(), which knows no case."
            : $"{call}: there is no cache '{name}'. {SettingText.Suggest(name, aliases)}";
    }
}
