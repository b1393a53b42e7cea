using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Database.Tests.Servers;

/// <summary>What facts have to know of a kind of server.</summary>
public abstract class ServerKind
{
    /// <summary>What <c>Backend</c> says.</summary>
    public abstract string Backend { get; }

    /// <summary>The type of its data sources.</summary>
    public abstract Type DataSourceType { get; }

    public abstract void Register(ICacheKitBuilder builder);

    public abstract DbDataSource NewDataSource(string connectionString);

    /// <summary>A table as SQL names it.</summary>
    public abstract string Quote(string table);

    /// <summary>What a connection string ends with that waits three seconds for anything.</summary>
    public abstract string ShortTimeouts { get; }

    /// <summary>The statements that make every deletion from a table fail.</summary>
    public abstract IReadOnlyList<string> RefuseDeletions(string table);
}
