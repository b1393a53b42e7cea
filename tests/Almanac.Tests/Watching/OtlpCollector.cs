using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Almanac.Tests.Watching;

/// <summary>A collector of OpenTelemetry's protocol. It keeps what it is sent as it came: names are plain text in there.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    /// <summary>The name of the protocol over gRPC, which is the default of exporters; the other is <see cref="Http"/>.</summary>
    public const string Grpc = "grpc";

    /// <summary>The name of the protocol over plain HTTP.</summary>
    public const string Http = "http/protobuf";

    // A message that says nothing: all was taken.
    private static readonly byte[] _nothing = [0, 0, 0, 0, 0];

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _received = new();

    private OtlpCollector(string protocol)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocol == Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _application = builder.Build();
        _application.Run(context => TakeAsync(context, protocol));
    }

    /// <summary>Where it listens.</summary>
    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts one on a free port.</summary>
    /// <param name="protocol">One of the two.</param>
    public static async Task<OtlpCollector> StartAsync(string protocol)
    {
        var collector = new OtlpCollector(protocol);
        await collector._application.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Waits until a name was sent.</summary>
    public async Task ReceiveAsync(string name, TimeSpan patience)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        while (!_received.Any(message => message.Contains(name, StringComparison.Ordinal)))
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"{name} was in none of the {_received.Count} messages that were sent.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context, string protocol)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        if (protocol == Grpc)
        {
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(_nothing, context.RequestAborted);
        }
        else
        {
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
