using CacheKit.Backends;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Configuration;

/// <summary>The section <c>ConnectionStrings</c>, of what code has given to <c>AddCacheKit</c> and of the application.</summary>
internal static class ConnectionStrings
{
    private const string Section = "ConnectionStrings";

    /// <summary>The full path of a text, for messages.</summary>
    public static string PathOf(string name) => $"{Section}:{name}";

    /// <summary>Finds a text by its name; null when there is none, which is reported.</summary>
    /// <param name="context">The alias.</param>
    /// <param name="option">The option that has the name.</param>
    /// <param name="name">The name.</param>
    public static string? Find(CacheBackendContext context, string option, string name)
    {
        // What was given last counts most, and the application's own least.
        IConfiguration?[] configurations =
        [
            .. context.Services.GetServices<CacheConfigurationSource>().Reverse().Select(static source => source.Configuration),
            context.Services.GetService<IConfiguration>(),
        ];
        var sections = configurations.OfType<IConfiguration>().Select(static configuration => configuration.GetSection(Section)).ToList();
        if (sections.Select(section => section[name]).FirstOrDefault(static text => !string.IsNullOrEmpty(text)) is { } found)
            return found;
        string[] known = [.. sections.SelectMany(static section => section.GetChildren()).Select(static child => child.Key).Distinct(StringComparer.OrdinalIgnoreCase)];
        context.Options.AddError(option, $"is {SettingText.Quote(name)}, which the section {Section} does not have. {(known is [] ? "It is empty." : SettingText.Suggest(name, known))}");
        return null;
    }
}
