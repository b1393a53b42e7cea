using CacheKit.AspNetCore.Tests.Fragments;
using Microsoft.AspNetCore.Antiforgery;

namespace CacheKit.AspNetCore.Tests.Hostile;

public sealed class FragmentTokenTests
{
    [Theory, InlineData("Form"), InlineData("SecondForm")]
    public async Task A_token_inside_a_fragment_is_found_also_when_the_provider_of_its_data_was_registered_last(string view)
    {
        await using var site = await FragmentSite.StartAsync(configure: static services => services.AddSingleton<IAntiforgeryAdditionalDataProvider, OwnData>());

        Assert.Contains("antiforgery", await site.GetErrorAsync(view), StringComparison.Ordinal);
        Assert.False(await site.Caches.Default.ContainsAsync(CacheFragment.Key("form"), TestContext.Current.CancellationToken));
    }

    private sealed class OwnData : IAntiforgeryAdditionalDataProvider
    {
        public string GetAdditionalData(HttpContext context) => "own";

        public bool ValidateAdditionalData(HttpContext context, string additionalData) => true;
    }
}
