using System.Text;

namespace CacheKit.Tool.Tests.Commands;

public sealed class GetCommandTests : IDisposable
{
    private readonly ToolApplication _application = new();

    [Fact]
    public async Task A_missing_key_is_told_and_is_no_data()
    {
        var run = await _application.RunAsync("get", "nothing");

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("'nothing' (final key ':1:nothing') is not in the cache 'default'", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_is_a_document_for_scripts()
    {
        var run = await _application.RunAsync("get", "nothing", "--json");

        Assert.Equal(ExitCode.No, run.ExitCode);
        Assert.False(run.Json.GetProperty("found").GetBoolean());
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task An_unknown_alias_names_the_nearest_and_the_known_ones()
    {
        var run = await _application.RunAsync("get", "k", "--cache", "defualt");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal("cachekit: There is no cache 'defualt'. Did you mean 'default'? The configuration has: default.\n", run.Errors);
    }

    [Fact]
    public async Task A_missing_argument_points_to_the_help()
    {
        var run = await _application.RunAsync("get");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("See cachekit get --help", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_none_is_an_error()
    {
        var run = await _application.RunAsync("get", "k", "--version", "two");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("'two': expected a whole number", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_beside_a_final_key_is_an_error()
    {
        var run = await _application.RunAsync("get", ":1:k", "--raw-key", "--version", "2");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--version does not go with --raw-key", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("82 68 C3 A9", "hé")]
    [InlineData("34 32", "42")]
    [InlineData("31 38 34 34 36 37 34 34 30 37 33 37 30 39 35 35 31 36 31 35", "18446744073709551615")]
    [InlineData("81", "null")]
    [InlineData("84 00 7F FF", "007fff")]
    [InlineData("85 7B 22 61 22 3A 31 7D", "{\"a\":1}")]
    [InlineData("86 03 6F 77 6E 01 02", "0102")]
    public async Task A_value_is_shown_by_its_tag(string payload, string shown)
    {
        Put(":1:k", payload);

        var run = await _application.RunAsync("get", "k");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(shown + "\n", run.Output);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("82 68 C3 A9", "text", "value", "\"hé\"")]
    [InlineData("2D 34 32", "number", "value", "-42")]
    [InlineData("81", "null", "value", "null")]
    [InlineData("84 00 7F FF", "bytes", "hex", "\"007fff\"")]
    [InlineData("85 5B 31 2C 32 5D", "json", "value", "[1,2]")]
    [InlineData("83 61 00 3D D8", "text", "hex", "\"61003dd8\"")]
    [InlineData("86 03 6F 77 6E 01 02", "serialized", "hex", "\"0102\"")]
    [InlineData("87 00", "unreadable", "hex", "\"8700\"")]
    [InlineData("", "unreadable", "hex", "\"\"")]
    [InlineData("66 6F 6F", "unreadable", "hex", "\"666f6f\"")]
    [InlineData("82 FF", "unreadable", "hex", "\"82ff\"")]
    [InlineData("85 7B", "unreadable", "hex", "\"857b\"")]
    [InlineData("8F 01", "unreadable", "hex", "\"8f01\"")]
    [InlineData("86 FF 01", "unreadable", "hex", "\"86ff01\"")]
    [InlineData("C2 05 00", "unreadable", "hex", "\"c20500\"")]
    public async Task A_value_says_its_kind_to_scripts(string payload, string kind, string member, string value)
    {
        Put(":1:k", payload);

        var run = await _application.RunAsync("get", "k", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(kind, run.Json.GetProperty("kind").GetString());
        Assert.Equal(value, run.Json.GetProperty(member).GetRawText());
        Assert.Equal(kind == "unreadable", run.Json.TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task A_serializer_is_named()
    {
        Put(":1:k", "86 03 6F 77 6E 01 02");

        var script = await _application.RunAsync("get", "k", "--json");
        var person = await ToolRun.AtTerminalAsync(_application.Folder, "", "get", "k");

        Assert.Equal("own", script.Json.GetProperty("serializer").GetString());
        Assert.Contains("written by the serializer 'own', shown in hex", person.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_value_is_unpacked()
    {
        using var application = new ToolApplication(settings: """, "Options": { "CompressAbove": 10 } """);
        var text = new string('a', 500);
        await application.Cache.SetAsync("k", text, cancellationToken: TestContext.Current.CancellationToken);

        var run = await application.RunAsync("get", "k", "--json");

        Assert.Equal(text, run.Json.GetProperty("value").GetString());
        Assert.True(run.Json.GetProperty("compressed").GetBoolean());
        Assert.Equal(application.Store[":1:k"].Payload.Length, run.Json.GetProperty("storedBytes").GetInt32());
    }

    [Fact]
    public async Task A_value_with_tags_is_found_until_one_is_removed()
    {
        var token = TestContext.Current.CancellationToken;
        await _application.Cache.SetAsync("k", "tagged", new CacheEntryOptions { Timeout = TimeSpan.FromMinutes(1), Tags = ["news"] }, token);

        var before = await _application.RunAsync("get", "k", "--json");
        await _application.Cache.RemoveByTagAsync("news", token);
        var after = await _application.RunAsync("get", "k", "--json");

        Assert.Equal("tagged", before.Json.GetProperty("value").GetString());
        Assert.Equal(1, before.Json.GetProperty("tags").GetInt32());
        Assert.False(after.Json.GetProperty("found").GetBoolean());
    }

    [Fact]
    public async Task A_value_that_is_only_kept_in_case_its_factory_fails_is_not_there()
    {
        // Fresh until 1970, stale for long.
        Put(":1:k", "87 01 00 00 00 00 00 00 00 FF FF FF FF 00 00 00 00 00 34 32");

        var run = await _application.RunAsync("get", "k");

        Assert.Equal(ExitCode.No, run.ExitCode);
    }

    [Fact]
    public async Task A_final_key_is_taken_as_it_is()
    {
        Put("elsewhere", "34 32");

        var run = await _application.RunAsync("get", "elsewhere", "--raw-key", "--json");

        Assert.Equal("elsewhere", run.Json.GetProperty("finalKey").GetString());
        Assert.Equal(42, run.Json.GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task A_version_chooses_the_key()
    {
        Put(":2:k", "32");

        var run = await _application.RunAsync("get", "k", "--version", "2");

        Assert.Equal("2\n", run.Output);
    }

    [Fact]
    public async Task The_remaining_time_is_told()
    {
        _application.Store[":1:k"] = ([0x31], TimeSpan.FromSeconds(90.5));

        var run = await _application.RunAsync("get", "k", "--json");
        var person = await ToolRun.AtTerminalAsync(_application.Folder, "", "get", "k");

        Assert.Equal(90.5, run.Json.GetProperty("expiresInSeconds").GetDouble());
        Assert.Contains("number; 1 bytes; expires in 90.5 s", person.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_no_commands_out_of_a_cache()
    {
        await _application.Cache.SetAsync("k", "a\u001b[2Jb\u202ec\nd", cancellationToken: TestContext.Current.CancellationToken);

        var person = await ToolRun.AtTerminalAsync(_application.Folder, "", "get", "k");
        var pipe = await _application.RunAsync("get", "k");

        Assert.Equal("a\\u001b[2Jb\\u202ec\nd\n", person.Output);
        Assert.Equal("a\u001b[2Jb\u202ec\nd\n", pipe.Output);
    }

    [Fact]
    public async Task JSON_is_indented_for_people_only()
    {
        Put(":1:k", "85 " + Convert.ToHexString(Encoding.UTF8.GetBytes("""{"a":"é"}""")));

        var person = await ToolRun.AtTerminalAsync(_application.Folder, "", "get", "k");
        var pipe = await _application.RunAsync("get", "k");

        Assert.Equal("{\n  \"a\": \"é\"\n}\n", person.Output);
        Assert.Equal("{\"a\":\"é\"}\n", pipe.Output);
    }

    public void Dispose() => _application.Dispose();

    private void Put(string finalKey, string hex) =>
        _application.Store[finalKey] = (Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), null);
}
