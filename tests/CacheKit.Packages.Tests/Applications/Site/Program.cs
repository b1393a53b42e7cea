using CacheKit;
using CacheKit.Serialization;
using Rates;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, RateContext.Default));
builder.AddCacheKit()
    .AddPages()
    .AddRedis()
    .AddSerializer(new JsonCacheSerializer(RateContext.Default));

var app = builder.Build();
app.UseSiteCache();
app.MapGet("/", static () => $"Made as {Guid.NewGuid()}");
app.MapGet("/rates/{code}", static (string code) => new Rate(code, Guid.NewGuid()))
    .CachePage(TimeSpan.FromMinutes(15), static options => options.Cache = "shared");
app.MapPost("/rates/{code}", static (string code) => Results.NoContent());
app.MapGet("/value", static ([FromKeyedServices("shared")] ICache cache, CancellationToken aborted) =>
    cache.GetOrSetAsync("rate", static _ => ValueTask.FromResult(new Rate("eur", Guid.NewGuid())), TimeSpan.FromHours(1), aborted).AsTask())
    .CachePage(0);
app.Run();
