using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.PageCache.Watching;
using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CacheKit.AspNetCore.Tests.PageCache.Watching;

/// <summary>Pages that are made with what belongs to one user.</summary>
public sealed class PrivateStateTests
{
    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("id")]
    [InlineData("keys")]
    [InlineData("load")]
    public async Task A_page_made_with_the_session_is_not_stored(string use)
    {
        await using var site = await StartWithSessionAsync(async context =>
        {
            var session = context.Session;
            switch (use)
            {
                case "read":
                    session.TryGetValue("a", out _);
                    break;
                case "write":
                    session.SetString("a", "b");
                    break;
                case "id":
                    _ = session.Id;
                    break;
                case "keys":
                    _ = session.Keys.ToList();
                    break;
                case "load":
                    await session.LoadAsync();
                    break;
            }
        });

        Assert.Equal(PageCacheOutcome.Session, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Session, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_page_that_leaves_the_session_alone_is_stored_and_served_to_those_who_have_one()
    {
        await using var site = await StartWithSessionAsync(static _ => Task.CompletedTask);

        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/", ("Cookie", ".AspNetCore.Session=x")));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeOfAsync("/", ("Cookie", ".AspNetCore.Session=y")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_middleware_before_the_page_cache_took_from_a_session_is_in_no_page_for_others(bool pair)
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddDistributedMemoryCache().AddSession(),
            Pipeline = app =>
            {
                app.UseSession();
                if (pair)
                    app.UseUpdateCache();
                app.Use(static (context, next) =>
                {
                    if (!context.Request.Query.ContainsKey("blind"))
                        context.Items["cart"] = context.Session.GetString("cart");
                    return next(context);
                });
                if (pair)
                    app.UseFetchFromCache();
                else
                    app.UseSiteCache();
                app.MapPost("/fill", static (HttpContext context) => context.Session.SetString("cart", "of ada"));
                app.MapGet("/", (HttpContext context) => made.Page($"cart {context.Items["cart"] ?? "empty"}"));
            },
        });
        using var filled = await site.SendAsync(HttpMethod.Post, "/fill");
        Assert.Equal(PageCacheOutcome.Method, await site.OutcomeAsync());
        var ada = ("Cookie", filled.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        Assert.Equal("cart of ada 1", await site.GetAsync("/", ada));
        Assert.Equal(PageCacheOutcome.Session, await site.OutcomeAsync());
        // The session of a new visitor is empty whoever reads it.
        Assert.Equal("cart empty 2", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeAsync());
        Assert.Equal("cart empty 2", await site.GetAsync("/"));
        Assert.Equal(PageCacheOutcome.Hit, await site.OutcomeAsync());
        // Nobody has looked into the session: those who have one fill the cache too.
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/?blind", ada));
    }

    [Fact]
    public async Task A_session_of_the_applications_own_that_loads_whatever_it_is_told_counts_as_used()
    {
        Assert.True(SessionUse.HasBegun(new OtherSession(static () => Task.CompletedTask)));
        Assert.True(SessionUse.HasBegun(new OtherSession(static () => Task.FromException(new IOException("down")))));
        Assert.False(SessionUse.HasBegun(new OtherSession(static () => throw new OperationCanceledException())));
        var loading = new TaskCompletionSource();
        Assert.True(SessionUse.HasBegun(new OtherSession(() => loading.Task)));
        loading.SetResult();
        await loading.Task;
    }

    [Fact]
    public async Task A_session_of_the_applications_own_that_cannot_load_breaks_no_page()
    {
        var made = new Counted();
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Pipeline = app =>
            {
                app.Use(static (context, next) =>
                {
                    var session = new OtherSession(static () => throw new NotSupportedException("It loads synchronously."));
                    context.Features.Set<ISessionFeature>(new OtherSessionFeature { Session = session });
                    return next(context);
                });
                app.UseSiteCache();
                app.MapGet("/", () => made.Page());
            },
        });

        Assert.Equal("page 1", await site.GetAsync("/", ("Cookie", "of=ada")));
        Assert.Equal(PageCacheOutcome.Session, await site.OutcomeAsync());
    }

    [Fact]
    public void What_a_session_still_throws_that_was_only_asked_whether_it_is_loaded_goes_unnoticed()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            // An exception of no other test's.
            if (e.Exception.InnerException is DriveNotFoundException)
                Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            AskOneThatFailsLater();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
    }

    // In a method of its own, whose frame keeps nothing alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AskOneThatFailsLater()
    {
        var loading = new TaskCompletionSource();
        Assert.True(SessionUse.HasBegun(new OtherSession(() => loading.Task)));
        loading.SetException(new DriveNotFoundException("The sessions are gone."));
    }

    [Fact]
    public async Task The_session_still_works_when_the_page_cache_watches_it()
    {
        await using var site = await StartWithSessionAsync(async context =>
        {
            var visits = (context.Session.GetInt32("visits") ?? 0) + 1;
            context.Session.SetInt32("visits", visits);
            await context.Response.WriteAsync($"{visits}");
        });

        using var first = await site.SendAsync("/");
        var cookie = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal("2", await site.GetAsync("/", ("Cookie", cookie)));
        Assert.Equal("3", await site.GetAsync("/", ("Cookie", cookie)));
    }

    [Fact]
    public async Task A_session_behind_the_page_cache_is_told_of_once_and_keeps_pages_out_of_it()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            Services = static services => services.AddDistributedMemoryCache().AddSession(),
            Pipeline = static app =>
            {
                app.UseSiteCache();
                app.UseSession();
                app.MapGet("/", static (HttpContext context) => context.Session.GetString("name") ?? "nobody");
            },
        });

        Assert.Equal(PageCacheOutcome.Session, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.PrivateCookie, await site.OutcomeOfAsync("/", ("Cookie", ".AspNetCore.Session=x")));
        Assert.Contains("UseSession", Assert.Single(site.Log.GetSnapshot(), static record => record.Id.Id == 2002).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_page_with_an_antiforgery_token_is_not_stored_whichever_was_added_first(bool antiforgeryFirst)
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            ServicesBefore = antiforgeryFirst ? AddAntiforgery : null,
            Services = antiforgeryFirst ? null : AddAntiforgery,
            Pipeline = static app =>
            {
                app.UseSiteCache();
                // The tokens alone, without the no-store that comes with storing them.
                app.MapGet("/", static (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetTokens(context).RequestToken);
                app.MapGet("/stored", static (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken);
                app.MapGet("/plain", static () => "page");
            },
        });

        Assert.Equal(PageCacheOutcome.Antiforgery, await site.OutcomeOfAsync("/"));
        Assert.Equal(PageCacheOutcome.Antiforgery, await site.OutcomeOfAsync("/stored"));
        Assert.Equal(PageCacheOutcome.Stored, await site.OutcomeOfAsync("/plain"));

        static void AddAntiforgery(IServiceCollection services)
        {
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddAntiforgery();
        }
    }

    [Fact]
    public async Task Antiforgery_data_of_the_applications_own_still_counts()
    {
        await using var site = await TestSite.StartAsync(new SiteSetup
        {
            ServicesBefore = static services => services.AddSingleton<IAntiforgeryAdditionalDataProvider, OwnData>(),
            Services = static services =>
            {
                services.AddDataProtection().UseEphemeralDataProtectionProvider();
                services.AddAntiforgery();
            },
            Pipeline = static app =>
            {
                app.UseSiteCache();
                app.MapGet("/", static (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetTokens(context).RequestToken);
            },
        });

        var provider = site.Services.GetRequiredService<IAntiforgeryAdditionalDataProvider>();
        Assert.Equal("own", provider.GetAdditionalData(new DefaultHttpContext()));
        Assert.True(provider.ValidateAdditionalData(new DefaultHttpContext(), "own"));
        Assert.Equal(PageCacheOutcome.Antiforgery, await site.OutcomeOfAsync("/"));
    }

    [Theory]
    [InlineData("read", PageCacheOutcome.TempData)]
    [InlineData("peek", PageCacheOutcome.TempData)]
    [InlineData("count", PageCacheOutcome.TempData)]
    [InlineData("nothing", PageCacheOutcome.Stored)]
    public async Task A_page_made_with_TempData_is_not_stored(string use, PageCacheOutcome outcome)
    {
        await using var site = await StartWithTempDataAsync(app => app.MapGet("/", (HttpContext context, ITempDataDictionaryFactory factory) =>
        {
            var data = factory.GetTempData(context);
            object? value = use switch
            {
                "read" => data["message"],
                "peek" => data.Peek("message"),
                "count" => data.Count,
                _ => null,
            };
            return "page";
        }));

        Assert.Equal(outcome, await site.OutcomeOfAsync("/"));
    }

    [Fact]
    public async Task A_request_that_carries_TempData_is_private()
    {
        await using var site = await StartWithTempDataAsync(static app => app.MapGet("/", static () => "page"));
        Assert.Equal(PageCacheOutcome.PrivateCookie, await site.OutcomeOfAsync("/", ("Cookie", ".AspNetCore.Mvc.CookieTempDataProvider=x")));
    }

    private static Task<TestSite> StartWithTempDataAsync(Action<WebApplication> map) => TestSite.StartAsync(
        map,
        new()
        {
            Services = static services =>
            {
                services.AddDataProtection().UseEphemeralDataProtectionProvider();
                services.AddControllersWithViews();
            },
        });

    private static Task<TestSite> StartWithSessionAsync(RequestDelegate page) => TestSite.StartAsync(new SiteSetup
    {
        Services = static services => services.AddDistributedMemoryCache().AddSession(),
        Pipeline = app =>
        {
            app.UseSession();
            app.UseSiteCache();
            app.MapGet("/", async context =>
            {
                await page(context);
                if (!context.Response.HasStarted)
                    await context.Response.WriteAsync("page");
            });
        },
    });

    private sealed class OtherSessionFeature : ISessionFeature
    {
        public required ISession Session { get; set; }
    }

    private sealed class OtherSession(Func<Task> load) : ISession
    {
        public bool IsAvailable => true;

        public string Id => "id";

        public IEnumerable<string> Keys => [];

        public Task LoadAsync(CancellationToken cancellationToken = default) => load();

        public Task CommitAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public bool TryGetValue(string key, [NotNullWhen(true)] out byte[]? value)
        {
            value = null;
            return false;
        }

        public void Set(string key, byte[] value)
        {
        }

        public void Remove(string key)
        {
        }

        public void Clear()
        {
        }
    }

    private sealed class OwnData : IAntiforgeryAdditionalDataProvider
    {
        public string GetAdditionalData(HttpContext context) => "own";

        public bool ValidateAdditionalData(HttpContext context, string additionalData) => additionalData == "own";
    }
}
