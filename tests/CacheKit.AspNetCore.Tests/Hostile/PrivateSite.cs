using System.Security.Claims;
using CacheKit.AspNetCore.Tests.Fragments;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>A site whose every page says <c>&lt;&lt;name&gt;&gt;</c> of whom it is for, by all ways in which a page can be somebody's own.</summary>
internal static class PrivateSite
{
    private const int MaximumBodySize = 16 * 1024;

    /// <summary>Pages that have the name in any case, so that no two visitors have one in common.</summary>
    public static readonly string[] Named = ["/cookie", "/signs-in", "/token", "/vary", "/asked", "/own-value", "/stale", "/tagged", "/late-tag", "/private"];

    public static readonly string[] Paths = [.. Named, "/who", "/cart", "/empty", "/removed", "/large", "/own", "/fragments/Whose"];

    public static Task<TestSite> StartAsync(bool onBytes, bool pair) => TestSite.StartAsync(new SiteSetup
    {
        OnBytes = onBytes,
        // The alias of another test's controller in this assembly.
        Configuration = { ["Caches:default:Backend"] = "locmem", ["Caches:special:Backend"] = "dummy" },
        Options = static options => options.MaximumBodySize = MaximumBodySize,
        Services = static services =>
        {
            services.AddDistributedMemoryCache();
            services.AddSession();
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddControllersWithViews().AddApplicationPart(typeof(FragmentsController).Assembly);
            services.AddSingleton<Renderings>().AddSingleton<Counted>();
            services.AddAuthorization();
            services.Configure<CacheFragmentOptions>(static options => options.UserIdClaimTypes.Add(ClaimTypes.Name));
            services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
        },
        Pipeline = app =>
        {
            app.UseRouting();
            app.UseConditionalGet();
            if (pair)
                app.UseUpdateCache();
            app.UseSession();
            app.UseAuthentication();
            if (pair)
                app.UseFetchFromCache();
            else
                app.UseSiteCache();
            app.MapControllers();
            MapVisitors(app);
            MapNames(app);
            MapKept(app);
        },
    });

    // Whose they are is told by the request's identity, its cart, or not at all.
    private static void MapVisitors(WebApplication app)
    {
        string[] methods = ["GET", "HEAD", "POST"];
        app.MapGet("/fill", static (HttpContext context, string name) => context.Session.SetString("cart", name));
        app.MapMethods("/who", methods, static context => WriteAsync(context, UserOf(context)));
        app.MapMethods("/cart", methods, static context => WriteAsync(context, context.Session.GetString("cart")));
        app.MapMethods("/own", methods, static context => WriteAsync(context, UserOf(context))).CachePage(60, static options => options.VaryByUser = true);
        app.MapMethods("/empty", methods, static _ => Task.CompletedTask);
        app.MapMethods("/removed", methods, static context =>
        {
            context.Response.Headers.Location = "/vary?v=1";
            return context.Response.WriteAsync("the same for all");
        });
        app.MapMethods("/large", methods, static async context =>
        {
            await context.Response.BodyWriter.WriteAsync(new byte[MaximumBodySize + 1]);
            await WriteAsync(context, NameOf(context));
        });
    }

    // What makes them somebody's own is found out while they are made.
    private static void MapNames(WebApplication app)
    {
        string[] methods = ["GET", "HEAD", "POST"];
        app.MapMethods("/cookie", methods, static context =>
        {
            context.Response.Cookies.Append("mine", $"<<{NameOf(context)}>>");
            return WriteAsync(context, NameOf(context));
        });
        app.MapMethods("/signs-in", methods, static context =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "1")], "now"));
            return WriteAsync(context, NameOf(context));
        });
        app.MapMethods("/token", methods, static context =>
        {
            _ = context.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(context);
            return WriteAsync(context, NameOf(context));
        });
        app.MapMethods("/private", methods, static context =>
        {
            context.Response.Headers.CacheControl = "private";
            return WriteAsync(context, NameOf(context));
        });
        app.MapMethods("/asked", methods, static context => WriteAsync(context, NameOf(context))).CachePage(0);
    }

    // They are kept, for whom they are.
    private static void MapKept(WebApplication app)
    {
        string[] methods = ["GET", "HEAD", "POST"];
        var runs = new Counted();
        app.MapMethods("/vary", methods, static context => WriteVaryingAsync(context));
        app.MapMethods("/own-value", methods, static context => WriteAsync(context, NameOf(context))).CachePage(60, static options =>
        {
            options.AllowAuthenticated = true;
            options.VaryBy = static context => NameOf(context);
        });
        app.MapMethods("/stale", methods, context =>
        {
            // A page that fails now and then is shown as it was.
            var run = runs.Next();
            if (run % 6 == 0)
                throw new InvalidOperationException();
            context.Response.Headers.CacheControl = "max-age=1, stale-while-revalidate=1, stale-if-error=3";
            context.Response.StatusCode = run % 6 == 3 ? 503 : 200;
            return WriteVaryingAsync(context);
        });
        app.MapMethods("/tagged", methods, WriteTaggedAsync).CachePage(60, "tag");
        app.MapMethods("/late-tag", methods, static context =>
        {
            context.AddPageTags("tag", $"of:{NameOf(context)}");
            return WriteTaggedAsync(context);
        });
    }

    private static async Task WriteTaggedAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
            await context.RequestServices.GetRequiredService<IPageCache>().RemoveByTagAsync("tag", context.RequestAborted);
        await WriteVaryingAsync(context);
    }

    private static Task WriteVaryingAsync(HttpContext context)
    {
        context.Response.Headers.Vary = "X-Other, X-Name";
        return WriteAsync(context, NameOf(context));
    }

    private static async Task WriteAsync(HttpContext context, string? name)
    {
        // Others come meanwhile.
        await Task.Yield();
        await context.Response.WriteAsync(string.IsNullOrEmpty(name) ? "nobody" : $"<<{name}>>");
    }

    private static string NameOf(HttpContext context) => context.Request.Headers["X-Name"].ToString();

    private static string UserOf(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.Name) ?? context.Request.Headers.Authorization.ToString().Replace("Basic ", "", StringComparison.Ordinal);
}
