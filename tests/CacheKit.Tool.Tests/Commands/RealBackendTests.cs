namespace CacheKit.Tool.Tests.Commands;

/// <summary>Each command on the backends that need no server, beside an application that uses the same cache.</summary>
public sealed class RealBackendTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Backends => ["file", "sqlite"];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_look_makes_nothing(string backend)
    {
        Configure(backend);

        var list = await ToolRun.InAsync(_folder, "list", "--json");
        var check = await ToolRun.InAsync(_folder, "check");

        Assert.Equal(backend == "file" ? "reachable" : "unmade", list.Json.GetProperty("caches")[0].GetProperty("state").GetString());
        Assert.Equal((ExitCode.Done, ""), (check.ExitCode, check.Errors));
        Assert.Equal([_folder.Combine("appsettings.json")], Directory.GetFileSystemEntries(_folder.FullPath));
    }

    [Theory]
    [InlineData("get", "k")]
    [InlineData("keys")]
    [InlineData("stats")]
    public async Task A_command_that_reads_makes_no_file_and_says_that_there_is_none(params string[] command)
    {
        Configure("sqlite");

        var run = await ToolRun.InAsync(_folder, command);

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Contains($"the file {_folder.Combine("cache.db")} of its database is not there", run.Errors, StringComparison.Ordinal);
        Assert.Equal([_folder.Combine("appsettings.json")], Directory.GetFileSystemEntries(_folder.FullPath));
    }

    [Fact]
    public async Task Nor_does_it_make_a_table()
    {
        Configure("sqlite");
        await using (var application = new ApplicationBeside(_folder))
            await application.Cache.SetAsync("k", 1, cancellationToken: Token);
        Configure("sqlite", table: "other");

        var run = await ToolRun.InAsync(_folder, "get", "k");
        var state = await ToolRun.InAsync(_folder, "list", "--json");

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Contains("its table other is not there", run.Errors, StringComparison.Ordinal);
        Assert.Equal("unmade", state.Json.GetProperty("caches")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_look_makes_no_file_of_a_database_whose_tables_are_made_by_hand()
    {
        Configure("sqlite", createTable: "false");

        var check = await ToolRun.InAsync(_folder, "check");

        Assert.Equal(ExitCode.Backend, check.ExitCode);
        Assert.Contains("cachekit createcachetable", check.Errors, StringComparison.Ordinal);
        Assert.Equal([_folder.Combine("appsettings.json")], Directory.GetFileSystemEntries(_folder.FullPath));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_the_application_stores_is_found(string backend)
    {
        Configure(backend);
        await using var application = new ApplicationBeside(_folder);
        await application.Cache.SetAsync("k", new[] { 1, 2, 3 }, TimeSpan.FromHours(1), Token);

        var get = await ToolRun.InAsync(_folder, "get", "k", "--json");
        var keys = await ToolRun.InAsync(_folder, "keys");
        var statistics = await ToolRun.InAsync(_folder, "stats", "--json");
        var list = await ToolRun.InAsync(_folder, "list", "--json");

        Assert.Equal("[1,2,3]", get.Json.GetProperty("value").GetRawText());
        Assert.InRange(get.Json.GetProperty("expiresInSeconds").GetDouble(), 1, 3600);
        Assert.Equal("k\n", keys.Output);
        Assert.Equal((1, 8, 0), (statistics.Json.GetProperty("entries").GetInt32(), statistics.Json.GetProperty("bytes").GetInt32(), statistics.Json.GetProperty("withoutExpiry").GetInt32()));
        Assert.Equal("reachable", list.Json.GetProperty("caches")[0].GetProperty("state").GetString());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task What_the_tool_changes_is_seen_by_the_application(string backend)
    {
        Configure(backend);
        await using var application = new ApplicationBeside(_folder);

        await application.AssertSeesEachChangeAsync();
    }

    [Fact]
    public async Task A_database_in_a_folder_that_is_missing_cannot_be_reached()
    {
        Configure("sqlite", "missing/cache.db");

        var run = await ToolRun.InAsync(_folder, "check");

        Assert.Equal(ExitCode.Backend, run.ExitCode);
        Assert.Contains($"The folder {_folder.Combine("missing")} of the database does not exist.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_of_a_database_is_shown_nowhere()
    {
        _folder.Write("appsettings.json", $$"""
            { "Caches": { "default": { "Backend": "sqlite", "Options": { "ConnectionString": "Data Source={{_folder.Combine("cache.db").Replace("\\", "/", StringComparison.Ordinal)}};Password=geheim" } } } }
            """);

        foreach (string[] command in new[] { ["list"], ["list", "--json"], ["check"], ["createcachetable"], ["createcachetable", "--dry-run"], new[] { "get", "k" } })
        {
            var run = await ToolRun.InAsync(_folder, command);

            Assert.DoesNotContain("geheim", run.Output + run.Errors, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Configure(string backend, string database = "cache.db", string createTable = "true", string table = "cache_entries")
    {
        var path = _folder.Combine(database).Replace("\\", "/", StringComparison.Ordinal);
        var alias = backend == "file"
            ? $$"""{ "Backend": "file", "Location": {{_folder.Json("entries")}} }"""
            : $$"""{ "Backend": "sqlite", "Location": "{{table}}", "Options": { "ConnectionString": "Data Source={{path}}", "CreateTable": {{createTable}} } }""";
        _folder.Write("appsettings.json", $$"""{ "Caches": { "default": {{alias}} } }""");
    }
}
