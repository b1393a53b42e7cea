using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.PageFacts.Sites;

/// <summary>What the sites of these facts have in common: a free port of the loopback address, and the caches of one alias.</summary>
internal static class LoopbackSite
{
    /// <param name="settings">The settings of the alias <c>default</c>, by their paths below it.</param>
    public static WebApplicationBuilder CreateBuilder(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(LoopbackSite).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Caches:default:{setting.Key}", setting.Value)));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder;
    }

    /// <summary>Starts a site; one that does not start is disposed of.</summary>
    /// <returns>Who visits it.</returns>
    public static async Task<HttpClient> StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(address) };
    }
}
