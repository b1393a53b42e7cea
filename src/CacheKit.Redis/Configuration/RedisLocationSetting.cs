using CacheKit.Backends;
using CacheKit.Configuration;

namespace CacheKit.Redis.Configuration;

/// <summary>The setting that says where Redis is: <c>Location</c>, or a text of the section <c>ConnectionStrings</c>.</summary>
/// <param name="text">The setting as one text; null where it is a list.</param>
/// <param name="elements">The setting as a list.</param>
/// <param name="path">The full path of the setting; null for <c>Location</c>.</param>
/// <param name="report">Reports what is wrong with it.</param>
internal sealed class RedisLocationSetting(string? text, IReadOnlyList<string> elements, string? path, Action<string> report)
{
    /// <summary>The full path of the setting; null for <c>Location</c>.</summary>
    public string? Path => path;

    /// <summary>Finds the setting of an alias; null when there is none, which is reported.</summary>
    public static RedisLocationSetting? Find(CacheBackendContext context)
    {
        var options = context.Options;
        string? name = options.GetString(RedisOptionNames.ConnectionStringName);
        if (context.Locations.Count > 0 && name is not null)
            context.AddLocationError($"cannot be had together with {options.PathOf(RedisOptionNames.ConnectionStringName)}: leave one of them out.");
        else if (context.Locations.Count > 0)
            return new(context.Location, context.Locations, null, context.AddLocationError);
        else if (name is null)
            context.AddLocationError($"is left out: write where Redis is, for instance {RedisLocation.Example}; or Options:ConnectionStringName for a text of the section ConnectionStrings, or Options:Multiplexer = services for the application's own IConnectionMultiplexer.");
        else if (ConnectionStrings.Find(context, RedisOptionNames.ConnectionStringName, name) is { } found)
            return OfConnectionString(found, name, options);
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

    private static RedisLocationSetting OfConnectionString(string text, string name, CacheOptionReader options) => new(
        text,
        [],
        ConnectionStrings.PathOf(name),
        problem => options.AddError(RedisOptionNames.ConnectionStringName, $"is {SettingText.Quote(name)}, but {ConnectionStrings.PathOf(name)} {problem}"));
}
