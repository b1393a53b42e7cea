using System.Data.Common;

namespace CacheKit.Benchmarks.Stores.Servers;

/// <summary>An open connection with its prepared commands.</summary>
internal sealed record BareServerCommands(DbConnection Connection, DbCommand Get, DbCommand Set) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Get.DisposeAsync();
        await Set.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
