using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Database.Tables;

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
        bool? createTable = options.GetBoolean(DatabaseOptionNames.CreateTable);
        if (ChooseProvider(options) is not { } provider)
            return null;
        provider.Validate(options);
        if (table is { Schema: { } schema } && !provider.Dialect.HasSchemas)
        {
            context.AddLocationError($"names a table in the schema '{schema}', and {provider.Name} has none. Location is the table; a name with a dot is written in quotes, for instance \"{schema}.{table.Name}\".");
            table = null;
        }

        var source = ReadSource(context, provider);
        string? read = Check(options, DatabaseOptionNames.ReadConnectionString, options.GetString(DatabaseOptionNames.ReadConnectionString), provider);
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
        if (options.GetString(DatabaseOptionNames.Provider) is { Length: > 0 } text)
        {
            var chosen = providers.All.FirstOrDefault(provider => string.Equals(provider.Name, text, StringComparison.OrdinalIgnoreCase));
            if (chosen is null)
                options.AddError(DatabaseOptionNames.Provider, $"is {SettingText.Quote(text)}; registered are: {known}. Add the package of another and call its method (AddSqlite, AddPostgreSql, AddMySql) after AddCacheKit().");
            else if (named is not null && chosen != named)
                options.AddError(DatabaseOptionNames.Provider, $"is {SettingText.Quote(text)}, but Backend is '{named.Name}': leave one of them out.");
            else
                return chosen;
            return null;
        }

        if ((named ?? (providers.All is [var only] ? only : null)) is { } provider)
            return provider;
        options.AddError(DatabaseOptionNames.Provider, $"is left out, and several are registered: write one of {known}.");
        return null;
    }

    private static (string? ConnectionString, object? DataSource, string? Name)? ReadSource(CacheBackendContext context, DatabaseProvider provider)
    {
        var options = context.Options;
        string? name = options.GetString(DatabaseOptionNames.ConnectionStringName);
        // A null is as if left out: so a settings file takes back what the one below it says.
        bool isOneText = options.TryGetString(DatabaseOptionNames.ConnectionString, out string? text);
        if (isOneText ? text is not null : options.Contains(DatabaseOptionNames.ConnectionString))
            return Check(options, DatabaseOptionNames.ConnectionString, text, provider) is { } given ? (given, null, name) : null;
        if (name is not null)
            return FindConnectionString(context, provider, name) is { } found ? (found, null, name) : null;

        string? key = options.GetString(DatabaseOptionNames.DataSourceKey);
        if (provider.FindDataSource(context.Services, key) is { } source)
            return (null, source, key);
        if (key is not null)
            options.AddError(DatabaseOptionNames.DataSourceKey, FaultOfKey(key, provider));
        else
            options.AddError(DatabaseOptionNames.ConnectionString, WhatIsMissing(provider));
        return null;
    }

    private static string FaultOfKey(string key, DatabaseProvider provider) => provider.DataSourceType is { } type
        ? $"is {SettingText.Quote(key)}, but there is no {type} with this key among the services."
        : $"is of no use: {provider.Name} has no data sources. Use ConnectionString or ConnectionStringName.";

    private static string WhatIsMissing(DatabaseProvider provider)
    {
        string orSource = provider.DataSourceType is { } type ? $", or register a {type}" : "";
        return $"is left out: write one, for instance {SettingText.Quote(provider.ConnectionStringExample)}, or ConnectionStringName for one of the section ConnectionStrings{orSource}.";
    }

    private static string? FindConnectionString(CacheBackendContext context, DatabaseProvider provider, string name)
    {
        if (ConnectionStrings.Find(context, DatabaseOptionNames.ConnectionStringName, name) is not { } found)
            return null;
        if (provider.FindFault(found) is not { } fault)
            return found;
        context.Options.AddError(DatabaseOptionNames.ConnectionStringName, $"is {SettingText.Quote(name)}, but {ConnectionStrings.PathOf(name)} {fault}");
        return null;
    }

    /// <summary>A connection string; null when there is none, or it is wrong, which is reported.</summary>
    private static string? Check(CacheOptionReader options, string option, string? text, DatabaseProvider provider)
    {
        if (text is null)
            return null;
        string? fault = text.Length == 0
            ? $"is empty; write a connection string, for instance {SettingText.Quote(provider.ConnectionStringExample)}."
            : provider.FindFault(text);
        if (fault is null)
            return text;
        options.AddError(option, fault);
        return null;
    }
}
