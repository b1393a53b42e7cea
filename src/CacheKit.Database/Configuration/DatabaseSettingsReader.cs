using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Database.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Configuration;

/// <summary>Reads the location and the options of a database alias, and says what is wrong with them.</summary>
/// <param name="providers">The providers that are registered.</param>
/// <param name="named">The provider that <c>Backend</c> names itself; null for <c>database</c>.</param>
internal sealed class DatabaseSettingsReader(DatabaseProviders providers, DatabaseProvider? named)
{
    /// <summary>The settings; null when something is wrong, which is reported.</summary>
    public DatabaseSettings? Read(CacheBackendContext context)
    {
        var options = context.Options;
        var table = ReadTable(context);
        bool? createTable = options.GetBoolean("CreateTable");
        if (ChooseProvider(options) is not { } provider)
            return null;
        provider.Validate(options);
        if (table is { Schema: { } schema } && !provider.Dialect.HasSchemas)
        {
            context.AddLocationError($"names a table in the schema '{schema}', and {provider.Name} has none. Location is the table; a name with a dot is written in quotes, for instance \"{schema}.{table.Name}\".");
            table = null;
        }

        var source = ReadSource(context, provider);
        string? read = ReadConnectionString(options, "ReadConnectionString", provider);
        if (table is null || source is not { } found)
            return null;
        return new DatabaseSettings
        {
            Alias = context.Alias,
            Provider = provider,
            Table = table,
            ConnectionString = found.ConnectionString,
            ReadConnectionString = read,
            DataSource = found.DataSource,
            DatabaseName = found.Name,
            CreateTable = createTable ?? provider.CreatesTables,
            MaxEntries = context.MaxEntries,
            CullFrequency = context.CullFrequency,
            Options = options,
            Services = context.Services,
            Time = context.TimeProvider,
            Logger = context.Logger,
        };
    }

    private static TableName? ReadTable(CacheBackendContext context)
    {
        if (TableName.TryParse(context.Locations is [var location, ..] ? location : TableName.Default, out var table))
            return table;
        context.AddLocationError("must be the name of a table, or schema.table. A part that holds a dot is written in quotes.");
        return null;
    }

    private DatabaseProvider? ChooseProvider(CacheOptionReader options)
    {
        string known = string.Join(", ", providers.All.Select(static provider => provider.Name));
        if (options.GetString("Provider") is { Length: > 0 } text)
        {
            var chosen = providers.All.FirstOrDefault(provider => string.Equals(provider.Name, text, StringComparison.OrdinalIgnoreCase));
            if (chosen is null)
                options.AddError("Provider", $"is {SettingText.Quote(text)}; registered are: {known}. Add the package of another and call its method (AddSqlite, AddPostgreSql, AddMySql) after AddCacheKit().");
            else if (named is not null && chosen != named)
                options.AddError("Provider", $"is {SettingText.Quote(text)}, but Backend is '{named.Name}': leave one of them out.");
            else
                return chosen;
            return null;
        }

        if ((named ?? (providers.All is [var only] ? only : null)) is { } provider)
            return provider;
        options.AddError("Provider", $"is left out, and several are registered: write one of {known}.");
        return null;
    }

    private static (string? ConnectionString, object? DataSource, string? Name)? ReadSource(CacheBackendContext context, DatabaseProvider provider)
    {
        var options = context.Options;
        string? name = options.GetString("ConnectionStringName");
        if (options.Contains("ConnectionString"))
            return ReadConnectionString(options, "ConnectionString", provider) is { } given ? (given, null, name) : null;
        if (name is not null)
            return FindConnectionString(context, provider, name) is { } found ? (found, null, name) : null;

        string? key = options.GetString("DataSourceKey");
        if (provider.FindDataSource(context.Services, key) is { } source)
            return (null, source, key);
        if (key is not null)
            options.AddError("DataSourceKey", provider.DataSourceType is { } type ? $"is {SettingText.Quote(key)}, but there is no {type} with this key among the services." : $"is of no use: {provider.Name} has no data sources. Use ConnectionString or ConnectionStringName.");
        else
            options.AddError("ConnectionString", $"is left out: write one, for instance {SettingText.Quote(provider.ConnectionStringExample)}, or ConnectionStringName for one of the section ConnectionStrings{(provider.DataSourceType is { } own ? $", or register a {own}" : "")}.");
        return null;
    }

    private static string? FindConnectionString(CacheBackendContext context, DatabaseProvider provider, string name)
    {
        IConfiguration?[] configurations =
            [.. context.Services.GetServices<CacheConfigurationSource>().Reverse().Select(static source => source.Configuration), context.Services.GetService<IConfiguration>()];
        var sections = configurations.OfType<IConfiguration>().Select(static configuration => configuration.GetSection("ConnectionStrings")).ToList();
        if (sections.Select(section => section[name]).FirstOrDefault(static text => !string.IsNullOrEmpty(text)) is not { } found)
        {
            string[] known = [.. sections.SelectMany(static section => section.GetChildren()).Select(static child => child.Key).Distinct(StringComparer.OrdinalIgnoreCase)];
            context.Options.AddError("ConnectionStringName", $"is {SettingText.Quote(name)}, which the section ConnectionStrings does not have. {(known is [] ? "It is empty." : SettingText.Suggest(name, known))}");
            return null;
        }

        if (provider.FindFault(found) is not { } fault)
            return found;
        context.Options.AddError("ConnectionStringName", $"is {SettingText.Quote(name)}, but ConnectionStrings:{name} {fault}");
        return null;
    }

    private static string? ReadConnectionString(CacheOptionReader options, string option, DatabaseProvider provider)
    {
        if (options.GetString(option) is not { } text)
            return null;
        string? fault = text.Length == 0 ? $"is empty; write a connection string, for instance {SettingText.Quote(provider.ConnectionStringExample)}." : provider.FindFault(text);
        if (fault is null)
            return text;
        options.AddError(option, fault);
        return null;
    }
}
