using CacheKit.Database.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tables;

/// <summary>The tables of all database aliases of an application, for <c>createcachetable</c> and its twin in code.</summary>
internal sealed class CacheTables(IServiceProvider services)
{
    private readonly List<CacheTable> _tables = [];
    private readonly Lock _gate = new();

    /// <summary>Each table once, in the order in which the aliases are configured. Makes the caches if nobody has yet.</summary>
    public IReadOnlyList<CacheTable> All
    {
        get
        {
            _ = services.GetRequiredService<ICaches>().Default;
            return Opened;
        }
    }

    /// <summary>Those of the caches that have been made so far, whoever made them.</summary>
    public IReadOnlyList<CacheTable> Opened
    {
        get
        {
            lock (_gate)
                return [.. _tables];
        }
    }

    /// <summary>Takes the table of an alias; two aliases with the same table of the same database have one.</summary>
    internal void Add(DatabaseSettings settings, DatabaseTable table)
    {
        lock (_gate)
        {
            if (_tables.Find(known => known.IsOf(settings)) is { } same)
                same.AddAlias(settings.Alias);
            else
                _tables.Add(new CacheTable(settings, table));
        }
    }
}
