namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentUserTests
{
    [Fact]
    public async Task Each_user_has_an_own_fragment_and_the_anonymous_share_one()
    {
        await using var site = await FragmentSite.StartAsync();

        var ada = await site.GetAsync("User", "1");
        var bob = await site.GetAsync("User", "2");
        var anonymous = await site.GetAsync("User");

        Assert.Equal(["rendering 1", "rendering 2", "rendering 3"], [ada, bob, anonymous]);
        Assert.Equal(ada, await site.GetAsync("User", "1"));
        Assert.Equal(bob, await site.GetAsync("User", "2"));
        Assert.Equal(anonymous, await site.GetAsync("User"));
    }

    [Fact]
    public async Task Two_issuers_may_give_one_id()
    {
        await using var site = await FragmentSite.StartAsync();

        var here = await site.GetAsync("User", "https:one/1");
        var there = await site.GetAsync("User", "https:two/1");

        Assert.NotEqual(here, there);
    }

    [Fact]
    public async Task Two_schemes_with_users_of_their_own_may_give_one_id()
    {
        await using var site = await FragmentSite.StartAsync();

        var customer = await site.GetWithAsync("User", ("User", "1"), ("Scheme", "customers"));
        var clerk = await site.GetWithAsync("User", ("User", "1"), ("Scheme", "staff"));

        Assert.NotEqual(customer, clerk);
        Assert.Equal(customer, await site.GetWithAsync("User", ("User", "1"), ("Scheme", "customers")));
    }

    [Fact]
    public async Task Code_removes_a_users_fragment_under_every_scheme_or_under_one()
    {
        await using var site = await FragmentSite.StartAsync();
        await site.GetWithAsync("User", ("User", "1"), ("Scheme", "customers"));
        var clerk = await site.GetWithAsync("User", ("User", "1"), ("Scheme", "staff"));

        await site.Fragments.RemoveAsync("user", 1, new FragmentUser("1", AuthenticationType: "customers"));
        Assert.Equal("rendering 3", await site.GetWithAsync("User", ("User", "1"), ("Scheme", "customers")));
        Assert.Equal(clerk, await site.GetWithAsync("User", ("User", "1"), ("Scheme", "staff")));

        await site.Fragments.RemoveAsync("user", 1, new FragmentUser("1"));
        Assert.Equal("rendering 4", await site.GetWithAsync("User", ("User", "1"), ("Scheme", "customers")));
        Assert.Equal("rendering 5", await site.GetWithAsync("User", ("User", "1"), ("Scheme", "staff")));
    }

    [Theory]
    [InlineData("configured")]
    [InlineData("AuthenticationTypes.Federation")]
    public async Task Code_removes_what_another_process_has_kept_for_a_user(string scheme)
    {
        var caches = TestCaches.Of("default");
        await using var other = await FragmentSite.StartAsync(caches);
        await using var site = await FragmentSite.StartAsync(caches, static services => services.AddAuthentication().AddCookie("configured"));
        await other.GetWithAsync("User", ("User", "1"), ("Scheme", scheme));

        await site.Fragments.RemoveAsync("user", 1, new FragmentUser("1"));

        Assert.Equal("rendering 2", await other.GetWithAsync("User", ("User", "1"), ("Scheme", scheme)));
    }

    [Fact]
    public async Task A_signed_in_user_without_an_id_gets_the_fragment_without_the_cache_and_a_log_line()
    {
        await using var site = await FragmentSite.StartAsync();

        var first = await site.GetAsync("User", "?");
        var second = await site.GetAsync("User", "?");

        Assert.NotEqual(first, second);
        var warning = Assert.Single(site.Log.GetSnapshot().DistinctBy(entry => entry.Message), entry => entry.Id.Id == 3001);
        Assert.Contains("'user' in '/Fragments/Views/User.cshtml'", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_claim_can_be_chosen()
    {
        await using var site = await FragmentSite.StartAsync(configure: services =>
            services.Configure<CacheFragmentOptions>(options =>
            {
                options.UserIdClaimTypes.Clear();
                options.UserIdClaimTypes.Add("oid");
            }));

        Assert.NotEqual(await site.GetAsync("User", "1"), await site.GetAsync("User", "1"));
    }

    [Fact]
    public async Task Code_removes_the_fragment_of_one_user()
    {
        await using var site = await FragmentSite.StartAsync();
        await site.GetAsync("User", "1");
        var bob = await site.GetAsync("User", "2");
        var anonymous = await site.GetAsync("User");

        await site.Fragments.RemoveAsync("user", 1, new FragmentUser("1"));

        Assert.Equal("rendering 4", await site.GetAsync("User", "1"));
        Assert.Equal(bob, await site.GetAsync("User", "2"));
        Assert.Equal(anonymous, await site.GetAsync("User"));
        await site.Fragments.RemoveAsync("user", 1, FragmentUser.Anonymous);
        Assert.Equal("rendering 5", await site.GetAsync("User"));
    }

    [Fact]
    public async Task A_users_fragment_inside_one_for_all_is_an_error_that_names_both()
    {
        await using var site = await FragmentSite.StartAsync();

        var error = await site.GetErrorAsync("UserInside");

        Assert.Contains("'user' in '/Fragments/Views/User.cshtml'", error, StringComparison.Ordinal);
        Assert.Contains("'outer'", error, StringComparison.Ordinal);
    }
}
