using MySqlConnector;

namespace CacheKit.TestServers;

/// <summary>A MariaDB server.</summary>
public sealed class MariaDbServer : TestServer
{
    private const string Package = "mariadb-server";
    private const string SmallLog = "--innodb-log-file-size=32M";

    private readonly string _installer;

    private MariaDbServer(string program, string installer)
        : base(program) => _installer = installer;

    /// <summary>The user that may do anything.</summary>
    public const string User = "cachekit";

    /// <summary>That user's password.</summary>
    public const string Password = "Sesam-öffne-dich";

    /// <summary>The connection string without a database.</summary>
    public string ConnectionString => For("");

    private string Data => Folder.Combine("data");

    /// <summary>Starts a new server; skips the test where MariaDB is not installed.</summary>
    public static Task<MariaDbServer> StartNewAsync() => StartNewAsync(new MariaDbServer(
        ServerPrograms.Require("mariadbd", Package), ServerPrograms.Require("mariadb-install-db", Package)));

    /// <summary>The connection string of a database.</summary>
    /// <param name="database">Its name.</param>
    public string For(string database) => new MySqlConnectionStringBuilder
    {
        Server = Host,
        Port = (uint)Port,
        UserID = User,
        Password = Password,
        Database = database,
    }.ConnectionString;

    /// <summary>Makes an empty database.</summary>
    /// <param name="name">A name that needs no quotes.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return For(name);
    }

    private protected override async Task PrepareAsync()
    {
        await ServerProcess.RunAsync(
            _installer, "--no-defaults", $"--datadir={Data}", $"--tmpdir={Folder.FullPath}", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", SmallLog);
        Folder.Write("users.sql", $"CREATE USER IF NOT EXISTS '{User}'@'{Host}' IDENTIFIED BY '{Password}';\nGRANT ALL ON *.* TO '{User}'@'{Host}' WITH GRANT OPTION;\n");
    }

    private protected override IEnumerable<string> Arguments() =>
    [
        "--no-defaults", $"--datadir={Data}", $"--bind-address={Host}", $"--port={Port}", $"--socket={Folder.Combine("socket")}",
        $"--pid-file={Folder.Combine("pid")}", $"--init-file={Folder.Combine("users.sql")}", "--skip-name-resolve", SmallLog,
        // A commit outlives the server, not the machine.
        "--innodb-flush-log-at-trx-commit=2", "--max-connections=200",
    ];

    private protected override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
    }
}
