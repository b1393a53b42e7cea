using System.Security.Claims;
using CacheKit.Documentation.Tests.Snippets;
using CacheKit.Tests.Backends.Example;
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

    private readonly List<Answer> _answers = [];

    /// <summary>A shop that runs when something of it is asked for.</summary>
    /// <param name="environment">The environment of its applications.</param>
    public Shop(string environment)
    {
        // Every application says in Cache-Status what the page cache did.
        Args = ["--urls", "http://127.0.0.1:0", "--environment", environment, "--SiteCache:CacheStatus", "true"];
        _application = new(() =>
        {
            var app = NewCachingBuilder().Build();
            app.MapGet("/territory/{code}", (string code) => code).WithName("territory");
            return app;
        });
    }

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
    public string[] Args { get; }

    /// <summary>What the endpoints of applications have answered.</summary>
    internal IReadOnlyList<Answer> Answers => _answers;

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

    /// <summary>
    /// The host of a shop before it caches: there are settings for all aliases, visitors sign in, and forms have antiforgery
    /// tokens. Whatever else the code of a page uses, the page adds.
    /// </summary>
    public WebApplicationBuilder NewBuilder()
    {
        var builder = NewBareBuilder();
        builder.Configuration.AddInMemoryCollection(
            _aliases.Select(static alias => KeyValuePair.Create<string, string?>($"Caches:{alias}:Backend", "locmem")).Append(new("SiteCache:Hosts:0", "example.com")));
        builder.Services.AddAntiforgery();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorizationBuilder().AddPolicy("support", static policy => policy.RequireRole("support"));
        builder.Services.AddSingleton(Products).AddSingleton(Reports);
        return builder;
    }

    /// <summary>A host without anything.</summary>
    public WebApplicationBuilder NewBareBuilder()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = Args, ContentRootPath = _folder.FullName });
        builder.Logging.ClearProviders();
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
        builder.Services.AddDistributedMemoryCache();
        builder.Services.AddKeyedSingleton<Microsoft.Extensions.Caching.Distributed.IDistributedCache>("theirs", static (services, _) => services.GetRequiredService<Microsoft.Extensions.Caching.Distributed.IDistributedCache>());
        builder.Services.AddSingleton<StackExchange.Redis.IConnectionMultiplexer>(static _ => StackExchange.Redis.ConnectionMultiplexer.Connect("127.0.0.1:1,abortConnect=false"));
        builder.AddCacheKit().AddPages().AddSqlite().AddPostgreSql().AddMySql().AddRedis().AddMemcached()
            .AddBackend("dictionary", static context => new DictionaryBackend(context.TimeProvider));
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

    /// <summary>Starts an application on a free port, asks its endpoints, and stops it.</summary>
    /// <param name="app">The application.</param>
    public async Task VisitAsync(WebApplication app)
    {
        await app.StartAsync(TestContext.Current.CancellationToken);
        _answers.AddRange(await Visitor.VisitAsync(app));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Uses the cache of the container that was filled, if any was.</summary>
    public async Task UseServicesAsync()
    {
        if (Services.Count == 0)
            return;
        await using var services = Services.BuildServiceProvider();
        await services.GetRequiredService<ICache>().SetAsync("greeting", "hello", cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Makes something that asks for services of the shop.</summary>
    /// <param name="type">Its type.</param>
    public object Make(Type type) => ActivatorUtilities.CreateInstance(Started.Services, type);

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
