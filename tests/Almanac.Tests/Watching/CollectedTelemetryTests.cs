namespace Almanac.Tests.Watching;

/// <summary>What the sample sends to a collector.</summary>
public sealed class CollectedTelemetryTests : IDisposable
{
    // For a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    [Theory]
    [InlineData(OtlpCollector.Grpc)]
    [InlineData(OtlpCollector.Http)]
    public async Task A_visit_is_told_in_figures_and_traces(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(protocol);
        await using var site = AlmanacProcess.Start(
            _folder, "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address, "--OTEL_EXPORTER_OTLP_PROTOCOL", protocol, "--OTEL_METRIC_EXPORT_INTERVAL", "200", "--OTEL_BSP_SCHEDULE_DELAY", "200");

        await _client.GetStringAsync(new Uri(await site.ReadAddressAsync(), "/rankings/population"), TestContext.Current.CancellationToken);

        await collector.ReceiveAsync("cachekit.page.requests", _patience);
        await collector.ReceiveAsync("cachekit.requests", _patience);
        await collector.ReceiveAsync("cachekit.factory", _patience);
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }
}
