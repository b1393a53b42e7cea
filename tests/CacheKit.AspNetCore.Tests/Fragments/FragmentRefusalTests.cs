namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentRefusalTests
{
    [Fact]
    public async Task FlushAsync_inside_a_fragment_is_an_error_that_names_the_view()
    {
        await using var site = await FragmentSite.StartAsync();

        var error = await site.GetErrorAsync("Flushing");

        Assert.Contains("FlushAsync", error, StringComparison.Ordinal);
        Assert.Contains("/Fragments/Views/Flushing.cshtml", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlushAsync_in_a_partial_view_inside_a_fragment_is_an_error_that_names_the_view()
    {
        await using var site = await FragmentSite.StartAsync();

        // The answer has begun and breaks off.
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => site.GetAsync("FlushingPartial"));

        var error = exception as InvalidOperationException ?? Assert.IsType<InvalidOperationException>(exception.InnerException?.InnerException ?? exception.InnerException);
        Assert.Contains("FlushAsync", error.Message, StringComparison.Ordinal);
        Assert.Contains("/Fragments/Views/FlushingPartial.cshtml", error.Message, StringComparison.Ordinal);
        Assert.False(await site.Caches.Default.ContainsAsync(CacheFragment.Key("flushing"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Form")]
    [InlineData("SecondForm")]
    public async Task An_antiforgery_token_inside_a_fragment_is_an_error_that_names_the_view(string view)
    {
        await using var site = await FragmentSite.StartAsync();

        var error = await site.GetErrorAsync(view);

        Assert.Contains($"'form' in '/Fragments/Views/{view}.cshtml'", error, StringComparison.Ordinal);
        Assert.Contains("antiforgery", error, StringComparison.Ordinal);
        Assert.False(await site.Caches.Default.ContainsAsync(CacheFragment.Key("form"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_outside_the_fragment_and_a_form_without_one_inside_are_fine()
    {
        await using var site = await FragmentSite.StartAsync();

        var first = await site.GetAsync("FormBeside");

        Assert.Contains("__RequestVerificationToken", first, StringComparison.Ordinal);
        Assert.Contains("rendering 1", await site.GetAsync("FormBeside"), StringComparison.Ordinal);
    }
}
