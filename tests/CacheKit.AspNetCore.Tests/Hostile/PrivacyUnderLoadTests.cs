using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.RegularExpressions;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Users, carts, tokens, cookies, languages and headers, all at once: no byte of one in another's page.</summary>
public sealed partial class PrivacyUnderLoadTests
{
    private const int Requests = 3000;

    private static readonly string[] _paths = ["/who", "/cart", "/cookie", "/signs-in", "/token", "/vary", "/empty", "/removed", "/asked", "/large", "/own", "/own-value"];

    [Theory, InlineData(false), InlineData(true)]
    public async Task Nobody_ever_reads_of_anybody_else(bool onBytes)
    {
        await using var site = await TestSite.StartAsync(Setup(onBytes));
        (string Name, (string, string)[] Headers)[] visitors =
        [
            ("ada", [("X-Test-User", "ada")]),
            ("bob", [("X-Test-User", "bob")]),
            ("eve", [("Authorization", "Basic eve")]),
            ("cat", await CartAsync(site, "cat")),
            ("dan", await CartAsync(site, "dan")),
            ("anonymous", []),
        ];
        var random = new Random(20260504);
        var plan = Enumerable.Range(0, Requests).Select(_ => (Visitor: visitors[random.Next(visitors.Length)], Path: _paths[random.Next(_paths.Length)], Variant: random.Next(3), Posts: random.Next(20) == 0)).ToArray();

        var leaks = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(plan, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (step, _) =>
        {
            var path = $"{step.Path}?v={step.Variant}";
            using var response = await site.SendAsync(step.Posts ? HttpMethod.Post : HttpMethod.Get, path, [.. step.Visitor.Headers, ("X-Name", step.Visitor.Name)]);
            var text = $"{response.Headers} {await response.Content.ReadAsStringAsync(CancellationToken.None)}";
            foreach (Match match in Names().Matches(text))
            {
                if (match.Groups[1].Value != step.Visitor.Name)
                    leaks.Add($"{step.Visitor.Name} got {match.Value} at {path}");
            }

            if (!response.IsSuccessStatusCode)
                leaks.Add($"{step.Visitor.Name} got {response.StatusCode} at {path}");
        });

        Assert.Empty(leaks);
    }

    [GeneratedRegex("<<(\\w*)>>")]
    private static partial Regex Names();

    private static SiteSetup Setup(bool onBytes) => new()
    {
        OnBytes = onBytes,
        Services = static services =>
        {
            services.AddDistributedMemoryCache();
            services.AddSession();
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddAntiforgery();
            services.AddAuthorization();
            services.Configure<CacheFragmentOptions>(static options => options.UserIdClaimTypes.Add(ClaimTypes.Name));
            services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
        },
        Pipeline = static app =>
        {
            app.UseRouting();
            app.UseSession();
            app.UseAuthentication();
            app.UseSiteCache();
            Map(app);
        },
    };

    private static void Map(WebApplication app)
    {
        string[] methods = ["GET", "POST"];
        app.MapMethods("/who", methods, static context => WriteAsync(context, context.User.FindFirstValue(ClaimTypes.Name) ?? context.Request.Headers.Authorization.ToString().Replace("Basic ", "", StringComparison.Ordinal)));
        app.MapMethods("/cart", methods, static context => WriteAsync(context, context.Session.GetString("cart")));
        app.MapGet("/fill", static (HttpContext context, string name) => context.Session.SetString("cart", name));
        app.MapMethods("/cookie", methods, static context =>
        {
            context.Response.Cookies.Append("mine", $"<<{context.Request.Headers["X-Name"]}>>");
            return WriteAsync(context, context.Request.Headers["X-Name"]);
        });
        app.MapMethods("/signs-in", methods, static context =>
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "1")], "now"));
            return WriteAsync(context, context.Request.Headers["X-Name"]);
        });
        app.MapMethods("/token", methods, static context =>
        {
            _ = context.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(context);
            return WriteAsync(context, context.Request.Headers["X-Name"]);
        });
        app.MapMethods("/vary", methods, static context =>
        {
            context.Response.Headers.Vary = "X-Other, X-Name";
            return WriteAsync(context, context.Request.Headers["X-Name"]);
        });
        app.MapMethods("/empty", methods, static _ => Task.CompletedTask);
        app.MapMethods("/removed", methods, static context =>
        {
            context.Response.Headers.Location = "/vary?v=1";
            return context.Response.WriteAsync("the same for all");
        });
        app.MapMethods("/asked", methods, static context => WriteAsync(context, context.Request.Headers["X-Name"])).CachePage(0);
        app.MapMethods("/own", methods, static context => WriteAsync(context, context.User.FindFirstValue(ClaimTypes.Name) ?? context.Request.Headers.Authorization.ToString().Replace("Basic ", "", StringComparison.Ordinal)))
            .CachePage(60, static options => options.VaryByUser = true);
        app.MapMethods("/own-value", methods, static context => WriteAsync(context, context.Request.Headers["X-Name"])).CachePage(60, static options =>
        {
            options.AllowAuthenticated = true;
            options.VaryBy = static context => context.Request.Headers["X-Name"].ToString();
        });
        app.MapMethods("/large", methods, static async context =>
        {
            await context.Response.BodyWriter.WriteAsync(new byte[1024 * 1024 + 1]);
            await WriteAsync(context, context.Request.Headers["X-Name"]);
        });
    }

    private static async Task WriteAsync(HttpContext context, string? name)
    {
        // Others come meanwhile.
        await Task.Yield();
        await context.Response.WriteAsync(string.IsNullOrEmpty(name) ? "nobody" : $"<<{name}>>");
    }

    private static async Task<(string, string)[]> CartAsync(TestSite site, string name)
    {
        using var response = await site.SendAsync("/fill?name=" + name);
        return [("Cookie", response.Headers.GetValues("Set-Cookie").Single().Split(';')[0])];
    }
}
