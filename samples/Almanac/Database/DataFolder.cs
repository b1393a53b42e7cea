using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Almanac.Database;

/// <summary>The folder <c>Data</c>: the trimmed copy of CLDR that the database is filled from.</summary>
public sealed class DataFolder(IHostEnvironment environment)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    private readonly string _path = Path.Combine(environment.ContentRootPath, "Data");

    /// <summary>The territories with all that hangs on them.</summary>
    public IReadOnlyList<TerritoryData> ReadTerritories() => Read<TerritoryData[]>("territories.json");

    /// <summary>The languages spoken in them, and those that name them.</summary>
    public IReadOnlyList<LanguageData> ReadLanguages() => Read<LanguageData[]>("languages.json");

    /// <summary>The currencies in use.</summary>
    public IReadOnlyList<CurrencyData> ReadCurrencies() => Read<CurrencyData[]>("currencies.json");

    /// <summary>By site language: power of ten → pattern of a shortened number.</summary>
    public IReadOnlyDictionary<string, Dictionary<long, string>> ReadCompactNumbers() =>
        Read<Dictionary<string, Dictionary<long, string>>>("numbers.json");

    /// <summary>By locale: kind (territory, language, …) → code → name.</summary>
    public IEnumerable<(string Locale, Dictionary<string, Dictionary<string, string>> Names)> ReadNames()
    {
        foreach (var file in Files().Where(file => file.StartsWith("names/", StringComparison.Ordinal)))
            yield return (Path.GetFileNameWithoutExtension(file), Read<Dictionary<string, Dictionary<string, string>>>(file));
    }

    /// <summary>A text that is the same as long as no file changes.</summary>
    public string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files())
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(_path, file))));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private List<string> Files() =>
        [.. Directory.EnumerateFiles(_path, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    private T Read<T>(string file)
    {
        using var stream = File.OpenRead(Path.Combine(_path, file));
        return JsonSerializer.Deserialize<T>(stream, _json) ?? throw new InvalidDataException($"Data/{file} is empty.");
    }
}
