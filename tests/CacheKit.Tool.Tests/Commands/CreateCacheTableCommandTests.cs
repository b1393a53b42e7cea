using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CacheKit.Tool.Tests.Commands;

public sealed class CreateCacheTableCommandTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public CreateCacheTableCommandTests() => _folder.Write("appsettings.json", $$"""
        {
          "ConnectionStrings": { "Main": {{ConnectionString("main.db")}}, "Reports": {{ConnectionString("reports.db")}} },
          "Caches": {
            "default": { "Backend": "sqlite", "Location": "my entries", "Options": { "ConnectionStringName": "Main", "CreateTable": false } },
            "pages": { "Backend": "sqlite", "Location": "my entries", "KeyPrefix": "p", "Options": { "ConnectionStringName": "Main", "CreateTable": false } },
            "reports": { "Backend": "database", "Options": { "Provider": "sqlite", "ConnectionStringName": "Reports", "CreateTable": false } },
            "memory": {},
            "remote": { "Backend": "memcached", "Location": "host" }
          }
        }
        """);

    [Fact]
    public async Task A_table_that_no_cache_has_is_told_with_the_known_ones()
    {
        var run = await ToolRun.InAsync(_folder, "createcachetable", "my entrys");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal("cachekit: No cache has a table 'my entrys'. Did you mean 'my entries'?\n", run.Errors);
    }

    [Fact]
    public async Task A_database_that_no_cache_is_in_is_told_with_the_known_ones()
    {
        var run = await ToolRun.InAsync(_folder, "createcachetable", "--database", "elsewhere");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("No cache has its table in a database named 'elsewhere' (Options:ConnectionStringName). Known here: Main, Reports.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_table_is_told_with_the_command_that_makes_it()
    {
        var run = await ToolRun.InAsync(_folder, "get", "k");

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Contains("main.db of its database is not there. The command 'cachekit createcachetable' makes it.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_made_does_not_keep_the_rest_from_being_made()
    {
        await File.WriteAllTextAsync(_folder.Combine("main.db"), new string('x', 5000), TestContext.Current.CancellationToken);

        var run = await ToolRun.InAsync(_folder, "createcachetable", "--json");

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Equal([false, true], run.Json.GetProperty("tables").EnumerateArray().Select(static table => table.GetProperty("created").GetBoolean()));
        Assert.Contains("it is no SQLite database", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["cache_entries"], TablesIn("reports.db"));
    }

    [Fact]
    public async Task A_wrong_alias_on_a_database_fails_the_command_at_its_end()
    {
        _folder.Write("wrong.json", """{ "Caches": { "pages": { "Options": { "ConnectionStringName": "Mian" } } } }""");

        var run = await ToolRun.InAsync(_folder, "createcachetable", "--configuration", "wrong.json");

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("Caches:pages:Options:ConnectionStringName is 'Mian', which the section ConnectionStrings does not have. Did you mean 'Main'?", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["my entries"], TablesIn("main.db"));
    }

    [Fact]
    public async Task A_dry_run_shows_the_SQL_and_makes_nothing()
    {
        var run = await ToolRun.InAsync(_folder, "createcachetable", "--dry-run");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(4, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("CREATE TABLE IF NOT EXISTS \"my entries\" (", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.FullPath, "*.db*"));
    }

    [Fact]
    public async Task The_SQL_of_a_dry_run_makes_the_table()
    {
        var dryRun = await ToolRun.InAsync(_folder, "createcachetable", "my entries", "--dry-run");
        Execute("main.db", dryRun.Output);

        var run = await ToolRun.InAsync(_folder, "createcachetable", "my entries");
        var set = await ToolRun.InAsync(_folder, "set", "k", "v");

        Assert.Matches("my entries +.*main.db \\(sqlite\\) default, pages +was there", run.Output);
        Assert.Equal((ExitCode.Done, ""), (set.ExitCode, set.Errors));
    }

    [Fact]
    public async Task All_missing_tables_are_made_each_once()
    {
        var run = await ToolRun.InAsync(_folder, "createcachetable");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Empty(run.Errors);
        Assert.Equal(3, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(["my entries"], TablesIn("main.db"));
        Assert.Equal(["cache_entries"], TablesIn("reports.db"));
    }

    [Fact]
    public async Task A_table_that_is_there_is_never_touched()
    {
        Execute("main.db", "CREATE TABLE \"my entries\" (something TEXT); INSERT INTO \"my entries\" VALUES ('mine')");

        var run = await ToolRun.InAsync(_folder, "createcachetable", "--database", "main", "--json");

        var table = Assert.Single(run.Json.GetProperty("tables").EnumerateArray());
        Assert.False(table.GetProperty("created").GetBoolean());
        Assert.Equal(1L, Execute("main.db", "SELECT count(something) FROM \"my entries\""));
    }

    [Theory]
    [InlineData("--database", "reports")]
    [InlineData("cache_entries")]
    public async Task Only_what_is_named_is_made(params string[] arguments)
    {
        var run = await ToolRun.InAsync(_folder, ["createcachetable", .. arguments]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(["cache_entries"], TablesIn("reports.db"));
        Assert.False(File.Exists(_folder.Combine("main.db")));
    }

    [Fact]
    public async Task An_application_without_databases_has_nothing_to_be_made()
    {
        using var folder = ToolFolder.WithCaches("""{ "default": {} }""");

        var run = await ToolRun.InAsync(folder, "createcachetable", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(0, run.Json.GetProperty("tables").GetArrayLength());
    }

    public void Dispose() => _folder.Dispose();

    private static string ConnectionStringOf(string path) => new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();

    private string ConnectionString(string file) => JsonSerializer.Serialize(ConnectionStringOf(_folder.Combine(file)));

    private object? Execute(string file, string sql)
    {
        using var connection = new SqliteConnection(ConnectionStringOf(_folder.Combine(file)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private List<string> TablesIn(string file)
    {
        using var connection = new SqliteConnection(ConnectionStringOf(_folder.Combine(file)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table'";
        using var reader = command.ExecuteReader();
        var tables = new List<string>();
        while (reader.Read())
            tables.Add(reader.GetString(0));
        return tables;
    }
}
