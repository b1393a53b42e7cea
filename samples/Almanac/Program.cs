using System.Text.Encodings.Web;
using System.Text.Unicode;
using Almanac.Caching;
using Almanac.Database;
using Almanac.Forms;
using Almanac.Guestbook;
using Almanac.Languages;
using Almanac.Localization;
using Almanac.Rankings;
using Almanac.Serving;
using Almanac.Territories;
using Almanac.Watching;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.WebEncoders;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024);

builder.AddCacheBackend();
builder.AddCacheKit().AddPages().AddSqlite().AddPostgreSql().AddMySql().AddRedis().AddMemcached().UseContentRoot(builder.Environment.ContentRootPath);
builder.AddTelemetry();

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<AlmanacDatabase>();
builder.Services.AddSingleton<DataFolder>();
builder.Services.AddHostedService<AlmanacPreparation>();
builder.Services.AddSingleton<CompactNumbers>();
builder.Services.AddSingleton<TerritoryQueries>();
builder.Services.AddSingleton<LanguageQueries>();
builder.Services.AddSingleton<RankingQueries>();
builder.Services.AddSingleton<GuestbookStore>();

builder.Services.AddLocalization();
builder.Services.Configure<RequestLocalizationOptions>(options =>
{
    options.SupportedCultures = options.SupportedUICultures = [.. SiteLanguage.All.Select(language => language.CreateCulture())];
    options.DefaultRequestCulture = new RequestCulture(SiteLanguage.All[0].CreateCulture());
    options.RequestCultureProviders = [new CookieRequestCultureProvider(), new AcceptLanguageHeaderRequestCultureProvider()];
});
// Letters of all scripts go out as they are, not as character references.
builder.Services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All));

builder.Services
    .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    .AddCookie(options =>
    {
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
    });
builder.Services.AddAuthorization();
builder.Services.AddPostLimit(builder.Configuration);
builder.Services.AddProblemDetails();
builder.Services
    .AddControllersWithViews(options => options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute()))
    .AddDataAnnotationsLocalization(options => options.DataAnnotationLocalizerProvider = (_, factory) => factory.Create(typeof(Texts)));
builder.Services.AddRazorPages();
builder.Services.Configure<ForwardedHeadersOptions>(options =>
    options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);

var app = builder.Build();

app.UseMiddleware<ServerTimingMiddleware>();
app.UseMiddleware<SecurityHeadersMiddleware>();
app.UseForwardedHeaders();
if (!app.Environment.IsDevelopment())
    app.UseExceptionHandler("/error/500");
app.UseStatusCodePagesWithReExecute("/error/{0}");
app.UseRouting();
app.UseRequestLocalization();
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
// Outside the site cache, so that pages out of the cache are visits too.
app.UseMiddleware<VisitCounterMiddleware>();
// Behind whatever decides whose page it is and in which language, before whatever makes it.
app.UseSiteCache();

app.MapStaticAssets();
app.MapControllers().WithHead().WithStaticAssets();
app.MapRazorPages().WithStaticAssets();
app.MapTerritoriesApi();
app.MapCulture();
app.MapMetrics();
// Elsewhere it would need an authorization policy, and the almanac knows nobody that well.
if (app.Environment.IsDevelopment())
    app.MapCacheDashboard();

app.Run();
