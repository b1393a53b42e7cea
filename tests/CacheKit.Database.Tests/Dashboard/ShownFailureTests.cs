using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheKit.Database.Tests.Dashboard;

/// <summary>What the dashboard shows of a database that fails: what to check, and no password.</summary>
public sealed class ShownFailureTests
{
    [Theory]
    [InlineData("postgresql", "Host=127.0.0.1;Port=1;Username=bob;Password=s3cret;Database=shop", "cannot be reached: check that the server runs, and Host and Port")]
    [InlineData("mysql", "Server=127.0.0.1;Port=1;User ID=bob;Password=s3cret;Database=shop", "cannot be reached: check that the server runs, and Server and Port")]
    [InlineData("sqlite", "Data Source=/proc/nowhere/cache.db", "it cannot be opened: its directory must exist")]
    public async Task A_database_that_fails_says_what_to_check(string backend, string connectionString, string expected)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Caches:default:Backend"] = backend,
            ["Caches:default:Location"] = "entries",
            ["Caches:default:Options:ConnectionString"] = connectionString,
        });
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddAntiforgery();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.AddCacheKit().AddPages().AddPostgreSql().AddMySql().AddSqlite();
        await using var app = builder.Build();
        app.MapCacheDashboard();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        string page = WebUtility.HtmlDecode(await client.GetStringAsync("/_cache/key?name=default&key=k", TestContext.Current.CancellationToken));

        Assert.Contains("The key cannot be read: ", page, StringComparison.Ordinal);
        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", page, StringComparison.Ordinal);
    }
}
