using System.Text.Json;
using CacheKit.TestServers;

namespace CacheKit.Memcached.Tests.CrossChecks;

/// <summary>A client in Python (client.py) that uses the same servers.</summary>
internal sealed class PythonClient
{
    private readonly string _python;
    private readonly string[] _arguments;

    private PythonClient(string python, string[] arguments)
    {
        _python = python;
        _arguments = arguments;
    }

    /// <summary>Opens it; skips the test where the library is not installed.</summary>
    /// <param name="library">Its library, <c>pymemcache</c> or <c>pylibmc</c>.</param>
    /// <param name="distribution">The rule by which it spreads keys.</param>
    /// <param name="servers">The servers as the library spells them.</param>
    public static async Task<PythonClient> OpenAsync(string library, MemcachedDistribution distribution, IEnumerable<string> servers)
    {
        string python = await ClientPrograms.RequirePythonAsync(library, $"python3-{library}");
        string rule = distribution == MemcachedDistribution.KetamaWeighted ? "ketama_weighted" : distribution.ToString().ToLowerInvariant();
        return new(python, [Path.Combine(AppContext.BaseDirectory, "CrossChecks", "client.py"), library, rule, .. servers]);
    }

    public async Task SetAsync(IEnumerable<Specimen> specimens) =>
        Assert.All(await CallAsync(specimens.Select(static specimen => (object[])["set", specimen.Key, new[] { specimen.Kind, specimen.Text }])), static result => Assert.True(result.GetBoolean()));

    /// <summary>What is under the keys, those that it finds.</summary>
    public async Task<IReadOnlyList<Specimen>> GetAsync(IReadOnlyList<string> keys)
    {
        var results = await CallAsync(keys.Select(static key => (object[])["get", key]));
        return
        [
            .. keys.Zip(results)
                .Where(static pair => pair.Second.ValueKind == JsonValueKind.Array)
                .Select(static pair => new Specimen(pair.First, pair.Second[0].GetString()!, pair.Second[1].GetString()!)),
        ];
    }

    public async Task<long> IncrementAsync(string key, long by) => (await CallAsync([["increment", key, by]]))[0].GetInt64();

    private async Task<IReadOnlyList<JsonElement>> CallAsync(IEnumerable<object[]> calls)
    {
        string output = await ClientPrograms.RunAsync(_python, _arguments, string.Concat(calls.Select(static call => JsonSerializer.Serialize(call) + '\n')));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
