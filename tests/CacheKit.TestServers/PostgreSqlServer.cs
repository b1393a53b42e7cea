using Npgsql;

namespace CacheKit.TestServers;

/// <summary>A PostgreSQL server.</summary>
public sealed class PostgreSqlServer : TestServer
{
    private const string Package = "postgresql";

    // What a crash of the whole machine could cost, no test sees. Shared memory is a file, so that it goes with the folder.
    private static readonly string[] _settings = ["fsync=off", "full_page_writes=off", "dynamic_shared_memory_type=mmap", "max_connections=200"];

    private readonly string _initdb;

    private PostgreSqlServer(string program, string initdb)
        : base(program) => _initdb = initdb;

    /// <summary>The user that may do anything.</summary>
    public const string User = "cachekit";

    /// <summary>That user's password.</summary>
    public const string Password = "Sesam-öffne-dich";

    /// <summary>The connection string of the database <c>postgres</c>.</summary>
    public string ConnectionString => For("postgres");

    /// <inheritdoc/>
    private protected override int StopSignal => Signals.Interrupt;

    /// <inheritdoc/>
    private protected override int AbandonSignal => Signals.Quit;

    private string Data => Folder.Combine("data");

    /// <summary>Starts a new server; skips the test where PostgreSQL is not installed.</summary>
    public static Task<PostgreSqlServer> StartNewAsync() =>
        StartNewAsync(new PostgreSqlServer(Require("postgres"), Require("initdb")));

    /// <summary>The connection string of a database.</summary>
    /// <param name="database">Its name.</param>
    public string For(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Username = User,
        Password = Password,
        Database = database,
    }.ConnectionString;

    /// <summary>Makes an empty database.</summary>
    /// <param name="name">A name that needs no quotes.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand($"CREATE DATABASE {name} STRATEGY file_copy");
        await command.ExecuteNonQueryAsync();
        return For(name);
    }

    private protected override Task PrepareAsync() => ServerProcess.RunAsync(
        _initdb, "-D", Data, "--no-sync", "--no-locale", "-E", "UTF8", "-U", User, "-A", "scram-sha-256", "--pwfile", Folder.Write("password", Password));

    private protected override IEnumerable<string> Arguments() =>
        ["-D", Data, "-h", Host, "-p", $"{Port}", "-k", Folder.FullPath, .. _settings.SelectMany(static setting => new[] { "-c", setting })];

    private protected override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
    }

    // Debian keeps the programs of each version in a folder of their own, and only the client's in PATH.
    private static string Require(string program) => ServerPrograms.Require(program, Package, Versions());

    private static IEnumerable<string> Versions() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(static version => Path.Combine(version, "bin"))
        : [];
}
