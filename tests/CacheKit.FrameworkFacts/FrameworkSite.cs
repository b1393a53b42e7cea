using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZiggyCreatures.Caching.Fusion;

namespace CacheKit.FrameworkFacts;

/// <summary>
/// One instance of an application, on a loopback port, that uses what .NET brings for caching: sessions and antiforgery on
/// the alias <c>default</c>, output caching on <c>pages</c>, HybridCache and FusionCache on <c>second</c>.
/// </summary>
public sealed class FrameworkSite : IAsyncDisposable
{
    public const string DefaultAlias = "default";
    public const string PagesAlias = "pages";
    public const string SecondAlias = "second";

    private const string TokenHeader = "X-Token";

    private readonly WebApplication _application;
    private readonly HttpClient _client;

    private FrameworkSite(WebApplication application, Visitor visitor)
    {
        _application = application;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = visitor.Cookies }) { BaseAddress = new Uri(address) };
    }

    public IServiceProvider Services => _application.Services;

    /// <summary>Starts an instance.</summary>
    /// <param name="settings">The settings of every alias.</param>
    /// <param name="register">Registers their backend.</param>
    /// <param name="visitor">Who visits it, and what the instances of one application share.</param>
    /// <param name="code">Changes the services last.</param>
    public static async Task<FrameworkSite> StartAsync(
        IReadOnlyDictionary<string, string?> settings, Action<ICacheKitBuilder> register, Visitor visitor, Action<IServiceCollection>? code = null)
    {
        ArgumentNullException.ThrowIfNull(register);
        ArgumentNullException.ThrowIfNull(visitor);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        foreach (string alias in (string[])[DefaultAlias, PagesAlias, SecondAlias])
        {
            builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Caches:{alias}:{setting.Key}", setting.Value)));
            builder.Configuration.AddInMemoryCollection([new($"Caches:{alias}:KeyPrefix", alias)]);
        }

        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var caches = builder.AddCacheKit().AddDistributedCache().AddOutputCacheStore(PagesAlias);
        register(caches);
        AddFramework(builder.Services, visitor);
        code?.Invoke(builder.Services);
        var application = builder.Build();
        Map(application, visitor);
        try
        {
            await application.StartAsync();
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new FrameworkSite(application, visitor);
    }

    /// <summary>The body of the answer to a GET.</summary>
    public Task<string> GetAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>Sends a form's token and tells what came of it.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SignAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign");
        request.Headers.Add(TokenHeader, token);
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    private static void AddFramework(IServiceCollection services, Visitor visitor)
    {
        services.AddRouting();
        services.AddSession();
        services.AddAntiforgery(static options => options.HeaderName = TokenHeader);
        services.AddOutputCache();
        services.AddHybridCache(static options => options.DistributedCacheServiceKey = SecondAlias);
        services.AddFusionCache().WithSerializer(new FusionCacheJsonSerializer()).WithRegisteredKeyedDistributedCache(SecondAlias);
        services.AddSingleton<IDataProtectionProvider>(visitor.Protection);
    }

    private static void Map(WebApplication application, Visitor visitor)
    {
        application.UseSession();
        application.UseOutputCache();
        application.MapGet("/visit", static (HttpContext context) => Visit(context));
        application.MapGet("/token", static (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken);
        application.MapPost("/sign", static async (HttpContext context, IAntiforgery antiforgery) =>
        {
            if (await antiforgery.IsRequestValidAsync(context))
                return Visit(context);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return "";
        });
        application.MapGet("/page", () => $"page {visitor.Next()}").CacheOutput(static policy => policy.Tag("all").SetVaryByHost(false).Expire(TimeSpan.FromHours(1)));
        application.MapGet("/large", () => $"{visitor.Next()} {new string('x', 200_000)}").CacheOutput(static policy => policy.Expire(TimeSpan.FromHours(1)));
    }

    // As text of no stated length: its end is sent when the session and the page have been stored.
    private static string Visit(HttpContext context)
    {
        int visits = (context.Session.GetInt32("visits") ?? 0) + 1;
        context.Session.SetInt32("visits", visits);
        return visits.ToString(CultureInfo.InvariantCulture);
    }
}
