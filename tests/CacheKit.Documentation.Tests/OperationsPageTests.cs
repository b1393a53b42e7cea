using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using CacheKit.Diagnostics;
using CacheKit.Documentation.Tests.Snippets;

namespace CacheKit.Documentation.Tests;

/// <summary>What docs/operations.md lists is what there is to be watched.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly string _page = DocumentationPages.Read("docs/operations.md");

    private static readonly Type[] _ofLibraries =
    [
        typeof(ICache), typeof(CachePageAttribute), typeof(MemcachedCacheKitBuilderExtensions), typeof(MySqlCacheKitBuilderExtensions),
        typeof(PostgreSqlCacheKitBuilderExtensions), typeof(RedisCacheKitBuilderExtensions), typeof(SqliteCacheKitBuilderExtensions),
    ];

    private static readonly FieldInfo[] _constants = typeof(CacheKitDiagnostics).GetFields(BindingFlags.Public | BindingFlags.Static);

    [Fact]
    public async Task Every_instrument_is_listed_with_its_kind_and_unit_and_no_other()
    {
        var published = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == CacheKitDiagnostics.MeterName)
                {
                    lock (published)
                        published.Add($"{instrument.Name}: {KindOf(instrument)}, {instrument.Unit}");
                }
            },
        };
        listener.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddCacheKit().AddPages();
        await using var application = builder.Build();
        ((IApplicationBuilder)application.UseSiteCache()).Build();
        await application.Services.GetRequiredService<ICache>().GetAsync<int>("key", TestContext.Current.CancellationToken);

        Assert.Equal(published, Instruments().Matches(_page).Select(static row => $"{row.Groups[1].Value}: {row.Groups[2].Value}, {row.Groups[3].Value}").Order(StringComparer.Ordinal));
        Assert.Equal(published.Select(static line => line.Split(':')[0]), ConstantsNamed("Metric").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_tag_is_told_of() =>
        Assert.All(ConstantsNamed("Tag"), static tag => Assert.Contains($"`{tag}`", _page, StringComparison.Ordinal));

    [Fact]
    public void Every_message_is_listed_by_its_id_with_its_level_and_no_other()
    {
        var messages = _ofLibraries.Select(static type => type.Assembly).Distinct().SelectMany(WithReferences).Distinct()
            .SelectMany(static assembly => assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(static found => found.Message is not null)
            .ToDictionary(static found => found.Message!.EventId, static found => LevelOf(found.Method, found.Message!));
        var listed = Messages().Matches(_page)
            .SelectMany(static row => row.Groups[1].Value.Split(", ").Select(id => (Id: int.Parse(id, System.Globalization.CultureInfo.InvariantCulture), Level: row.Groups[2].Value)))
            .ToDictionary(static row => row.Id, static row => row.Level);

        Assert.Equal(messages.Keys.Order(), listed.Keys.Order());
        Assert.All(messages, message => Assert.Contains(message.Value, listed[message.Key], StringComparison.Ordinal));
    }

    private static IEnumerable<Assembly> WithReferences(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Where(static name => name.Name!.StartsWith("CacheKit", StringComparison.Ordinal)).Select(Assembly.Load).Append(assembly);

    private static IEnumerable<string> ConstantsNamed(string ending) =>
        _constants.Where(field => field.Name.EndsWith(ending, StringComparison.Ordinal)).Select(static field => (string)field.GetRawConstantValue()!);

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> or ObservableCounter<long> => "counter",
        ObservableUpDownCounter<long> => "up-down counter",
        _ => instrument.GetType().Name,
    };

    // Some messages are given their level each time, for instance another one while a server is known to be away.
    private static string LevelOf(MethodInfo method, LoggerMessageAttribute message) =>
        method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(LogLevel)) ? ", " : message.Level.ToString().ToLowerInvariant();

    [GeneratedRegex(@"^\| `(cachekit\.[\w.]+)` \| ([\w -]+), `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Instruments();

    [GeneratedRegex(@"^\| ([\d, ]+) \| ([\w, ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Messages();
}
