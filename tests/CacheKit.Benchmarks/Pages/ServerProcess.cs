using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CacheKit.Benchmarks.Pages;

/// <summary>A server in a process of its own, whose processor time is therefore its own too.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // Written by the server below us at each request, so that they are no part of what the endpoint writes.
    private static readonly string[] _kestrelFields = ["Date", "Server", "Transfer-Encoding"];

    private readonly Process _process;

    private readonly HttpClient _client = new();
    private readonly Uri _address;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        _address = address;
    }

    /// <summary>Below it lie the pages that may be cached: <c>/0</c>, <c>/1</c> and so on.</summary>
    public Uri Pages => At(PageServer.Pages);

    /// <summary>What the process has taken of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The bytes that the server has allocated so far.</summary>
    public Task<long> AllocatedAsync() => FigureAsync(PageServer.Allocated);

    /// <summary>How many slow pages the server has made so far.</summary>
    public Task<long> SlowPagesMadeAsync() => FigureAsync(PageServer.SlowPagesMade);

    public Uri At(string path) => new(_address, path);

    /// <summary>Asks for a page and reads it.</summary>
    public Task<byte[]> GetAsync(Uri page) => _client.GetByteArrayAsync(page);

    public static async Task<ServerProcess> StartAsync(PageServerKind kind, IReadOnlyList<KeyValuePair<string, string>>? fields = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add(kind.ToString());
        start.Environment[PageServer.FieldsVariable] = JsonSerializer.Serialize(fields ?? []);
        var process = Process.Start(start)!;
        string address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The server {kind} did not start.");
        return new(process, new Uri(address));
    }

    /// <summary>The header fields of the answer to a second request: of a hit, where there is a cache.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> FieldsOfHitAsync()
    {
        using var first = await _client.GetAsync($"{Pages}/0");
        using var second = await _client.GetAsync($"{Pages}/0");
        byte[] one = await first.Content.ReadAsByteArrayAsync(), other = await second.Content.ReadAsByteArrayAsync();
        if (!one.AsSpan().SequenceEqual(other))
            throw new InvalidOperationException($"{Pages} gave two different pages.");
        return
        [
            .. from field in second.Headers.NonValidated.Concat(second.Content.Headers.NonValidated)
               where !_kestrelFields.Contains(field.Key, StringComparer.OrdinalIgnoreCase)
               select KeyValuePair.Create(field.Key, field.Value.ToString()),
        ];
    }

    private async Task<long> FigureAsync(string path) => long.Parse(await _client.GetStringAsync(At(path)), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
    }
}
