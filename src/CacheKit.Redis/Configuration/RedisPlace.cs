using CacheKit.Backends;
using CacheKit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Redis.Configuration;

/// <summary>The setting that says where Redis is: <c>Location</c>, or a text of the section <c>ConnectionStrings</c>.</summary>
/// <param name="text">The setting as one text; null where it is a list.</param>
/// <param name="elements">The setting as a list.</param>
/// <param name="path">The full path of the setting; null for <c>Location</c>.</param>
/// <param name="report">Reports what is wrong with it.</param>
internal sealed class RedisPlace(string? text, IReadOnlyList<string> elements, string? path, Action<string> report)
{
    /// <summary>The full path of the setting; null for <c>Location</c>.</summary>
    public string? Path => path;

    /// <summary>Finds the setting of an alias; null when there is none, which is reported.</summary>
    public static RedisPlace? Find(CacheBackendContext context)
    {
        var options = context.Options;
        string? name = options.GetString(RedisOptionNames.ConnectionStringName);
        if (context.Locations.Count > 0 && name is not null)
            context.AddLocationError($"cannot be had together with {options.PathOf(RedisOptionNames.ConnectionStringName)}: leave one of them out.");
        else if (context.Locations.Count > 0)
            return new(context.Location, context.Locations, null, context.AddLocationError);
        else if (name is null)
            context.AddLocationError($"is left out: write where Redis is, for instance {RedisLocation.Example}; or Options:ConnectionStringName for a text of the section ConnectionStrings, or Options:Multiplexer = services for the application's own IConnectionMultiplexer.");
        else if (FindConnectionString(context, name) is { } found)
            return new(found, [], $"ConnectionStrings:{name}", problem => options.AddError(RedisOptionNames.ConnectionStringName, $"is {SettingText.Quote(name)}, but ConnectionStrings:{name} {problem}"));
        return null;
    }

    /// <summary>What it says; null when it is wrong, which is reported.</summary>
    public RedisLocation? Read()
    {
        if (RedisLocation.TryParse(text, elements, out var location, out var problem))
            return location;
        report(problem);
        return null;
    }

    private static string? FindConnectionString(CacheBackendContext context, string name)
    {
        IConfiguration?[] configurations =
            [.. context.Services.GetServices<CacheConfigurationSource>().Reverse().Select(static source => source.Configuration), context.Services.GetService<IConfiguration>()];
        var sections = configurations.OfType<IConfiguration>().Select(static configuration => configuration.GetSection("ConnectionStrings")).ToList();
        if (sections.Select(section => section[name]).FirstOrDefault(static text => !string.IsNullOrEmpty(text)) is { } found)
            return found;
        string[] known = [.. sections.SelectMany(static section => section.GetChildren()).Select(static child => child.Key).Distinct(StringComparer.OrdinalIgnoreCase)];
        context.Options.AddError(RedisOptionNames.ConnectionStringName, $"is {SettingText.Quote(name)}, which the section ConnectionStrings does not have. {(known is [] ? "It is empty." : SettingText.Suggest(name, known))}");
        return null;
    }
}
