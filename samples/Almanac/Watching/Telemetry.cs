using CacheKit.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Almanac.Watching;

/// <summary>
/// What the caches count and trace, for Prometheus to fetch (<c>--Almanac:Metrics true</c>) or sent to a collector (the environment
/// variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>). Without either nothing is counted.
/// </summary>
public static class Telemetry
{
    private const string PrometheusSetting = "Almanac:Metrics";
    private const string CollectorSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Counts and traces for whoever the settings name.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        bool isScraped = IsScraped(builder.Configuration);
        bool isSent = builder.Configuration[CollectorSetting] is { Length: > 0 };
        if (!isScraped && !isSent)
            return;
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(CacheKitDiagnostics.MeterName, "Microsoft.AspNetCore.Hosting");
                if (isScraped)
                    metrics.AddPrometheusExporter();
            })
            // The requests too: within one that is not traced nothing is.
            .WithTracing(static tracing => tracing.AddSource("Microsoft.AspNetCore", CacheKitDiagnostics.ActivitySourceName));
        if (isSent)
            telemetry.UseOtlpExporter();
    }

    /// <summary>The page that Prometheus fetches. It is no page for the site cache, and not one for visitors: let the proxy in front keep it to itself.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        if (IsScraped(app.Configuration))
            app.MapPrometheusScrapingEndpoint("/metrics").CachePage(TimeSpan.Zero);
    }

    private static bool IsScraped(IConfiguration configuration) => configuration.GetValue(PrometheusSetting, false);
}
