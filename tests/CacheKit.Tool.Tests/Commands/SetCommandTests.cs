using System.Text;

namespace CacheKit.Tool.Tests.Commands;

public sealed class SetCommandTests : IDisposable
{
    private readonly ToolApplication _application = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("'4x' is not a number", "set", "k", "4x", "--number")]
    [InlineData("'' is not a number", "set", "k", "", "--number")]
    [InlineData("'18446744073709551616' is not a number", "set", "k", "18446744073709551616", "--number")]
    [InlineData("'NaN' is not a number", "set", "k", "NaN", "--number")]
    [InlineData("The value is not JSON", "set", "k", "{", "--json-value")]
    [InlineData("'0g' is not hexadecimal", "set", "k", "0g", "--hex")]
    [InlineData("'000' is not hexadecimal", "set", "k", "000", "--hex")]
    [InlineData("--kind 'txt': expected text, number, json, hex, bytes, null", "set", "k", "v", "--kind", "txt")]
    [InlineData("--kind '3': expected text", "set", "k", "v", "--kind", "3")]
    [InlineData("Only one of --kind", "set", "k", "1", "--number", "--hex")]
    [InlineData("--kind null takes no value", "set", "k", "v", "--kind", "null")]
    [InlineData("--kind bytes takes a file", "set", "k", "v", "--kind", "bytes")]
    [InlineData("not in both", "set", "k", "v", "--file", "f")]
    [InlineData("--file: Could not find file", "set", "k", "--file", "missing.txt")]
    [InlineData("--timeout 'soon': expected a number of seconds (300, 0.5) or never", "set", "k", "v", "--timeout", "soon")]
    public async Task What_is_wrong_with_a_value_is_told_and_changes_nothing(string error, params string[] arguments)
    {
        var run = await _application.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(error, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(_application.Store);
    }

    [Fact]
    public async Task A_person_who_gives_no_value_is_told_so()
    {
        var run = await ToolRun.AtTerminalAsync(_application.Folder, "", "set", "k");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("There is no value", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_none_is_refused()
    {
        var run = await ToolRun.WithInputAsync(_application.Folder, [0xFF, 0xFE], "set", "k");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("store it as it is with --kind bytes", run.Errors, StringComparison.Ordinal);
        Assert.Empty(_application.Store);
    }

    [Fact]
    public async Task Text_is_what_the_application_reads()
    {
        var run = await _application.RunAsync("set", "k", "héllo");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Empty(run.Errors);
        Assert.Equal("héllo", await _application.Cache.GetAsync<string>("k", Token));
    }

    [Theory]
    [InlineData("-42", "2D3432")]
    [InlineData("18446744073709551615", "3138343436373434303733373039353531363135")]
    [InlineData("1.5", "85312E35")]
    public async Task A_number_is_stored_as_the_application_would(string number, string payload)
    {
        await _application.RunAsync("set", "k", "--number", "--", number);

        Assert.Equal(payload, Convert.ToHexString(_application.Store[":1:k"].Payload));
    }

    [Fact]
    public async Task JSON_is_read_as_an_object()
    {
        await _application.RunAsync("set", "k", """{ "Street": "Elm", "Number": 7 }""", "--kind", "json");

        Assert.Equal(new Address("Elm", 7), await _application.Cache.GetAsync<Address>("k", Token));
    }

    [Fact]
    public async Task Bytes_are_given_in_hex_or_as_they_are()
    {
        await _application.RunAsync("set", "hex", "00FFa1", "--hex");
        await ToolRun.WithInputAsync(_application.Folder, [0, 255, 10], "set", "bytes", "--kind", "bytes");

        Assert.Equal([0, 255, 0xA1], await _application.Cache.GetAsync<byte[]>("hex", Token));
        Assert.Equal([0, 255, 10], await _application.Cache.GetAsync<byte[]>("bytes", Token));
    }

    [Fact]
    public async Task A_null_is_stored()
    {
        await _application.RunAsync("set", "k", "--kind", "null");

        Assert.Equal([0x81], _application.Store[":1:k"].Payload);
    }

    [Theory]
    [InlineData("--file", "value.txt")]
    [InlineData("-f", "-")]
    [InlineData]
    public async Task A_value_comes_out_of_a_file_or_the_input(params string[] where)
    {
        var content = "line\nline\n"u8.ToArray();
        await File.WriteAllBytesAsync(_application.Folder.Combine("value.txt"), content, Token);

        var run = await ToolRun.WithInputAsync(_application.Folder, content, ["set", "k", .. where]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("line\nline\n", await _application.Cache.GetAsync<string>("k", Token));
    }

    [Fact]
    public async Task A_number_out_of_a_file_may_end_its_line()
    {
        await ToolRun.WithInputAsync(_application.Folder, Encoding.UTF8.GetBytes("\uFEFF42\n"), "set", "k", "--number");

        Assert.Equal(42, await _application.Cache.GetAsync<int>("k", Token));
    }

    [Theory]
    [InlineData("30", 30.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("never", null)]
    [InlineData(null, 300.0)]
    public async Task The_timeout_is_the_given_one_or_the_alias_s(string? timeout, double? seconds)
    {
        await _application.RunAsync(["set", "k", "v", .. timeout is null ? Array.Empty<string>() : ["--timeout", timeout]]);

        Assert.Equal(seconds, _application.Store[":1:k"].Life?.TotalSeconds);
    }

    [Fact]
    public async Task A_timeout_of_zero_removes_what_stood_there()
    {
        await _application.RunAsync("set", "k", "old");

        var run = await _application.RunAsync("set", "k", "new", "--timeout", "0", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.False(run.Json.GetProperty("stored").GetBoolean());
        Assert.Empty(_application.Store);
    }

    [Fact]
    public async Task A_key_may_begin_with_any_character()
    {
        await _application.RunAsync("set", "@k", "@v");
        await _application.RunAsync("set", "--", "--k", "-v");

        Assert.Equal("@v", await _application.Cache.GetAsync<string>("@k", Token));
        Assert.Equal("-v", await _application.Cache.GetAsync<string>("--k", Token));
    }

    [Fact]
    public async Task A_key_that_memcached_would_refuse_is_warned_of()
    {
        var run = await _application.RunAsync("set", "two words", "v");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("cachekit: warning: Cache 'default': the key ':1:two words' is not portable", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k", "v", "--json-value")]
    [InlineData("k", "1.5", "--number")]
    public async Task What_only_the_application_can_serialize_is_refused(string key, string value, string kind)
    {
        using var application = new ToolApplication(settings: """, "Options": { "Serializer": "own" } """);

        var run = await application.RunAsync("set", key, value == "v" ? "{}" : value, kind);

        Assert.Equal(ExitCode.Impossible, run.ExitCode);
        Assert.Contains("written by the serializer 'own', which only the application has", run.Errors, StringComparison.Ordinal);
        Assert.Empty(application.Store);
    }

    [Fact]
    public async Task Text_and_whole_numbers_need_no_serializer_of_the_application()
    {
        using var application = new ToolApplication(settings: """, "Options": { "Serializer": "own" } """);

        await application.RunAsync("set", "text", "v");
        await application.RunAsync("set", "number", "7", "--number");

        Assert.Equal("v", await application.Cache.GetAsync<string>("text", Token));
        Assert.Equal(7, await application.Cache.GetAsync<int>("number", Token));
    }

    [Fact]
    public async Task An_alias_s_compression_is_kept_to()
    {
        using var application = new ToolApplication(settings: """, "Options": { "CompressAbove": 10 } """);

        await application.RunAsync("set", "k", new string('a', 500));

        Assert.InRange(application.Store[":1:k"].Payload.Length, 1, 100);
        Assert.Equal(new string('a', 500), await application.Cache.GetAsync<string>("k", Token));
    }

    public void Dispose() => _application.Dispose();

    private sealed record Address(string Street, int Number);
}
