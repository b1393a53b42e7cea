using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CacheKit.Documentation.Tests.World;

/// <summary>
/// The application that the pages speak of. What a piece of code names without declaring it is a property here, spelled as a
/// variable: <c>cache</c> is <see cref="Cache"/>.
/// </summary>
public sealed class Shop : IAsyncDisposable
{
    // Those that the pages name.
    private static readonly string[] _aliases = ["default", "carts", "pages", "reports", "second", "sessions", "special"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cachekit-docs-");
    private readonly Lazy<WebApplication> _application;

    /// <summary>A shop that runs when something of it is asked for.</summary>
    public Shop() => _application = new(() =>
    {
        var builder = NewCachingBuilder();
        var app = builder.Build();
        app.MapGet("/territory/{code}", (string code) => code).WithName("territory");
        return app;
    });

    /// <summary>The alias <c>default</c>.</summary>
    public ICache Cache => Of<ICache>();

    /// <summary>Another alias.</summary>
    public ICache CartsCache => Caches["carts"];

    /// <summary>All aliases.</summary>
    public ICaches Caches => Of<ICaches>();

    /// <summary>The pages in the cache.</summary>
    public IPageCache Pages => Of<IPageCache>();

    /// <summary>The fragments in the cache.</summary>
    public IFragmentCache Fragments => Of<IFragmentCache>();

    /// <summary>A container that is being filled.</summary>
    public IServiceCollection Services { get; } = new ServiceCollection();

    /// <summary>The shop's settings, which say nothing.</summary>
    public IConfiguration Configuration { get; } = new ConfigurationBuilder().Build();

    /// <summary>What a program is started with.</summary>
    public string[] Args { get; } = ["--urls", "http://127.0.0.1:0"];

    /// <summary>Makes reports.</summary>
    public Reports Reports { get; } = new();

    /// <summary>Knows what currencies are worth.</summary>
    public Bank Bank { get; } = new();

    /// <summary>The orders.</summary>
    public Orders Orders { get; } = new();

    /// <summary>The products.</summary>
    public Products Products { get; } = new();

    /// <summary>A menu.</summary>
    public Menu Menu { get; } = new("Soupe à l'oignon");

    /// <summary>A book.</summary>
    public Book Book { get; } = new(7);

    /// <summary>A number of something.</summary>
    public int Id => 7;

    /// <summary>Some values by their keys.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };

    /// <summary>A backend that somebody has made.</summary>
    public Backends.ICacheBackend ExistingBackend { get; } = new TieredBackend();

    /// <summary>A host to which nothing of CacheKit has been added but its settings; what else the pages use has been.</summary>
    public WebApplicationBuilder NewBuilder()
    {
        var builder = NewBareBuilder();
        builder.Configuration.AddInMemoryCollection(
            _aliases.Select(static alias => KeyValuePair.Create<string, string?>($"Caches:{alias}:Backend", "locmem")).Append(new("SiteCache:Hosts:0", "example.com")));
        return builder;
    }

    /// <summary>The same without any alias.</summary>
    public WebApplicationBuilder NewBareBuilder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = Args, ContentRootPath = _folder.FullName, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.Services.AddAntiforgery();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireRole("operator"));
        builder.Services.AddLocalization();
        builder.Services.AddResponseCompression();
        builder.Services.AddRouting();
        builder.Services.AddDistributedMemoryCache();
        builder.Services.AddSession();
        return builder;
    }

    /// <summary>A host with pages.</summary>
    public WebApplicationBuilder NewCachingBuilder()
    {
        var builder = NewBuilder();
        builder.AddCacheKit().AddPages();
        return builder;
    }

    /// <summary>Adds what every setting on the pages needs.</summary>
    /// <param name="builder">The host.</param>
    public void AddEveryBackend(WebApplicationBuilder builder)
    {
        builder.Services.AddKeyedSingleton<Microsoft.Extensions.Caching.Distributed.IDistributedCache>("theirs", static (services, _) => services.GetRequiredService<Microsoft.Extensions.Caching.Distributed.IDistributedCache>());
        builder.Services.AddSingleton<StackExchange.Redis.IConnectionMultiplexer>(static _ => StackExchange.Redis.ConnectionMultiplexer.Connect("127.0.0.1:1,abortConnect=false"));
        builder.AddCacheKit().AddPages().AddSqlite().AddPostgreSql().AddMySql().AddRedis().AddMemcached()
            .AddBackend("dictionary", static _ => new TieredBackend());
    }

    /// <summary>A request of the shop.</summary>
    public HttpContext NewHttpContext()
    {
        var context = new DefaultHttpContext { RequestServices = Started.Services, User = new ClaimsPrincipal(new ClaimsIdentity()) };
        context.Request.Method = HttpMethods.Post;
        context.Request.Scheme = "https";
        context.Request.Host = new("example.com");
        context.Request.Path = "/territory/FR";
        return context;
    }

    /// <summary>Starts an application on a free port, and stops it.</summary>
    /// <param name="app">The application.</param>
    public async Task StartAsync(WebApplication app)
    {
        app.Urls.Clear();
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application.IsValueCreated)
            await _application.Value.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private WebApplication Started
    {
        get
        {
            if (!_application.IsValueCreated)
                _application.Value.StartAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            return _application.Value;
        }
    }

    private T Of<T>()
        where T : notnull => Started.Services.GetRequiredService<T>();
}
