using CacheKit;
using CacheKit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reports;

var builder = Host.CreateApplicationBuilder(args);
builder.AddCacheKit()
    .AddRedis()
    .AddSerializer(new JsonCacheSerializer(ReportContext.Default));

using var host = builder.Build();
await host.StartAsync();

var caches = host.Services.GetRequiredService<ICaches>();
foreach (var alias in caches.Aliases.Order(StringComparer.Ordinal))
    Console.WriteLine($"{alias}: {await new Round(caches[alias]).RunAsync()}");

await host.StopAsync();
