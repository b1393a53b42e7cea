using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Almanac.Tests.Caching;

/// <summary>
/// A site for one class of tests, so that nobody else fills its cache; each test has pages of its own in it. Time stands
/// still unless a test moves it.
/// </summary>
public sealed class CachedSite : AlmanacSite
{
    /// <summary>The site's clock.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Time));
    }
}
