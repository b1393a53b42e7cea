using System.Security.Claims;
using CacheKit.AspNetCore.Fragments;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging.Testing;

namespace CacheKit.AspNetCore.Tests.Fragments;

/// <summary>A site of the views in this folder, with real Razor rendering.</summary>
internal sealed class FragmentSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FragmentSite(WebApplication app, ICaches caches)
    {
        _app = app;
        Caches = caches;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public ICaches Caches { get; }

    public Renderings Renderings => _app.Services.GetRequiredService<Renderings>();

    public IFragmentCache Fragments => _app.Services.GetRequiredService<IFragmentCache>();

    public FakeLogCollector Log => _app.Services.GetFakeLogCollector();

    public static async Task<FragmentSite> StartAsync(
        TestCaches? caches = null, Action<IServiceCollection>? configure = null, string[]? cultures = null, bool withFragments = true)
    {
        caches ??= TestCaches.Of("default");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(FragmentSite).Assembly.GetName().Name });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Services.AddSingleton<ICaches>(caches).AddSingleton<Renderings>();
        if (withFragments)
            builder.Services.AddFragments();
        builder.Services.AddControllersWithViews();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        if (cultures is not null)
            app.UseRequestLocalization(options => options.AddSupportedCultures(cultures).AddSupportedUICultures(cultures).SetDefaultCulture(cultures[0]));
        app.Use(SignInByHeader);
        app.MapControllers();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new FragmentSite(app, caches);
    }

    /// <summary>The body of a view.</summary>
    public async Task<string> GetAsync(string view, string? user = null, string? language = null)
    {
        using var staying = new CancellationTokenSource();
        return await GetUntilAsync(staying, view, user, language);
    }

    /// <summary>The body of a view, for a client who may leave.</summary>
    public async Task<string> GetUntilAsync(CancellationTokenSource leaving, string view, string? user = null, string? language = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/fragments/{view}");
        if (user is not null)
            request.Headers.Add("User", user);
        if (language is not null)
            request.Headers.Add("Accept-Language", language);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving.Token, TestContext.Current.CancellationToken);
        using var response = await Client.SendAsync(request, either.Token);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(either.Token)).Trim();
    }

    /// <summary>The body of what is below <c>/fragments/</c>, asked for with headers.</summary>
    public async Task<string> GetWithAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/fragments/{path}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim();
    }

    /// <summary>The message of the error that a view ends with.</summary>
    public async Task<string> GetErrorAsync(string view) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(view))).Message;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    // "User: issuer/id", "User: id", or "User: ?" for somebody signed in without an id; "Scheme" for the authentication type.
    private static Task SignInByHeader(Microsoft.AspNetCore.Http.HttpContext context, Func<Task> next)
    {
        if (context.Request.Headers["User"].ToString() is { Length: > 0 } user)
        {
            var identity = new ClaimsIdentity(context.Request.Headers["Scheme"] is [{ } scheme] ? scheme : "test");
            var parts = user.Split('/');
            if (user != "?")
                identity.AddClaim(new Claim("sub", parts[^1], null, parts.Length > 1 ? parts[0] : null));
            identity.AddClaim(new Claim(ClaimTypes.Name, "Same Name"));
            context.User = new ClaimsPrincipal(identity);
        }

        return next();
    }
}
