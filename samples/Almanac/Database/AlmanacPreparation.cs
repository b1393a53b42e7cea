using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Almanac.Database;

/// <summary>
/// Makes sure, before the first request, that the database holds the data of the folder <c>Data</c>. It is filled in one
/// transaction, so that a process that dies meanwhile leaves nothing half-written, and under a lock, so that of several
/// processes that start at once one does the work and the others find it done.
/// </summary>
public sealed partial class AlmanacPreparation(
    AlmanacDatabase database,
    DataFolder data,
    TimeProvider time,
    ILogger<AlmanacPreparation> logger) : IHostedService
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static readonly TimeSpan _lockPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _lockPause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var turn = await TakeTurnAsync(cancellationToken);
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (SqliteException damage) when (damage.SqliteErrorCode is Corrupt or NotADatabase)
        {
            LogDamaged(database.FilePath, SetAside(), damage.Message);
            await PrepareAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        database.ReleaseFile();
        return Task.CompletedTask;
    }

    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database.FilePath)!);
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(database.FilePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(started) < _lockPatience)
            {
                await Task.Delay(_lockPause, time, cancellationToken);
            }
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var fingerprint = $"{AlmanacSchema.Version}-{data.ComputeFingerprint()}";
        await using var connection = await database.OpenAsync(cancellationToken);
        CheckHealth(connection);
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, AlmanacSchema.MakeState);
        if (ReadFingerprint(connection) == fingerprint)
            return;

        await using (var transaction = connection.BeginTransaction())
        {
            Execute(connection, AlmanacSchema.RemakeAlmanac);
            Execute(connection, AlmanacSchema.MakeGuestbook);
            new AlmanacFiller(connection, data).Fill();
            WriteFingerprint(connection, fingerprint);
            await transaction.CommitAsync(cancellationToken);
        }

        LogFilled(database.FilePath, clock.ElapsedMilliseconds);
    }

    // A file cut short or overwritten opens without complaint and fails at some later query.
    private static void CheckHealth(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        var verdict = (string?)command.ExecuteScalar();
        if (verdict != "ok")
            throw new SqliteException(verdict ?? "no verdict", Corrupt);
    }

    // The guestbooks may still be saved from it by hand, so it is kept.
    private string SetAside()
    {
        database.ReleaseFile();
        var target = $"{database.FilePath}.damaged-{time.GetUtcNow():yyyyMMdd-HHmmssfff}";
        File.Move(database.FilePath, target);
        foreach (var companion in (string[])["-wal", "-shm"])
        {
            if (File.Exists(database.FilePath + companion))
                File.Move(database.FilePath + companion, target + companion);
        }

        return target;
    }

    private static string? ReadFingerprint(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM state WHERE key = 'data'";
        return (string?)command.ExecuteScalar();
    }

    private static void WriteFingerprint(SqliteConnection connection, string fingerprint)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO state (key, value) VALUES ('data', $value) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        command.Parameters.AddWithValue("$value", fingerprint);
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        // Constants of this project only.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    [LoggerMessage(1, LogLevel.Information, "Filled {Database} in {Milliseconds} ms")]
    private partial void LogFilled(string database, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{Database} is damaged ({Reason}); it was set aside as {Copy} and is made anew")]
    private partial void LogDamaged(string database, string copy, string reason);
}
