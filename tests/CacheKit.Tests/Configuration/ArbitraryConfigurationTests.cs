using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tests.Configuration;

/// <summary>Whatever a configuration holds, it works or is refused with errors that name the place.</summary>
public sealed class ArbitraryConfigurationTests
{
    private static readonly Gen<string> _words = Gen.OneOf(
        Gen.OneOf(new[]
        {
            "Caches", "default", "Backend", "BACKEND", "Location", "LOCATION", "Timeout", "TIMEOUT", "KeyPrefix", "KEY_PREFIX", "Version",
            "KeyFunction", "KEY_FUNCTION", "Options", "OPTIONS", "MaxEntries", "MAX_ENTRIES", "CullFrequency", "MaxBytes", "KeyWarnings",
            "LogKeys", "OnUnreadable", "OnFailure", "ClearScope", "CompressAbove", "Serializer", "Db", "no_delay", "NoDelay", "ignore_exc", "behaviors", "0", "1", "",
        }.Select(static word => Gen.Const(word)).ToArray()),
        Gen.String[Gen.Char.AlphaNumeric, 0, 4]);

    private static readonly Gen<string?> _values = Gen.OneOf(
        Gen.OneOf(new[]
        {
            "locmem", "dummy", "redis", "memcached", "file", "sqlite", "prefix", "everything", "throw", "never", "true", "300", "0", "-1", "0.5",
            "json", "A.B, C", "System.String, System.Runtime", "a;b", "", null,
        }.Select(static value => Gen.Const(value)).ToArray()),
        Gen.String.Select(static text => (string?)text));

    private static readonly Gen<(string, string?)[]> _configurations =
        Gen.Select(
            Gen.Select(_words.Array[0, 4], static words => string.Join(':', words.Prepend("Caches"))), _values,
            static (key, value) => (key, value)).Array[0, 12]
            // The provider's own rule: one value a key.
            .Select(static pairs => pairs.DistinctBy(static pair => pair.key, StringComparer.OrdinalIgnoreCase).ToArray());

    [Fact]
    public void It_works_or_its_errors_name_the_path() =>
        _configurations.Sample(static pairs =>
        {
            using var services = ConfiguredCaches.FromPairs(pairs).WithServers().Build();
            try
            {
                Assert.Equal("default", services.GetRequiredService<ICache>().Alias);
            }
            catch (CacheConfigurationException exception)
            {
                Assert.NotEmpty(exception.Errors);
                Assert.All(exception.Errors, static error => Assert.StartsWith("Caches", error, StringComparison.Ordinal));
            }
        }, iter: 1000);

    [Fact]
    public void Both_spellings_read_alike() =>
        Gen.Select(Gen.String, Gen.Int, Gen.Int, Gen.Int[0, 100], Gen.Bool).Sample(static (prefix, version, maxEntries, cullFrequency, logKeys) =>
        {
            var ours = new JsonObject
            {
                ["KeyPrefix"] = prefix,
                ["Version"] = version,
                ["Options"] = new JsonObject { ["MaxEntries"] = maxEntries, ["CullFrequency"] = cullFrequency, ["LogKeys"] = logKeys },
            };
            var djangos = new JsonObject
            {
                ["KEY_PREFIX"] = prefix,
                ["VERSION"] = version,
                ["OPTIONS"] = new JsonObject { ["MAX_ENTRIES"] = maxEntries, ["CULL_FREQUENCY"] = cullFrequency, ["LOG_KEYS"] = logKeys },
            };

            Assert.Equal(Read(ours), Read(djangos));
        });

    private static object Read(JsonObject alias)
    {
        var read = ConfiguredCaches.FromJson(new JsonObject { ["Caches"] = new JsonObject { ["default"] = alias } }.ToJsonString()).Alias();
        return (read.Settings.KeyPrefix, read.Settings.Version, read.Context.MaxEntries, read.Context.CullFrequency, read.Settings.LogKeys);
    }
}
