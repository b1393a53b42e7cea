using CacheKit.Database.Tables;
using Microsoft.Extensions.Logging;

namespace CacheKit.Database.Diagnostics;

/// <summary>The messages of caches in databases; docs/operations.md lists them.</summary>
internal static partial class Log
{
    [LoggerMessage(1140, LogLevel.Warning, "Cache '{Alias}': the table {Table} could not be culled. What was written is there; the table holds more than MaxEntries until a later write can take the surplus away.")]
    public static partial void CullFailed(ILogger logger, Exception exception, string alias, TableName table);
}
