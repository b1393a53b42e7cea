namespace CacheKit.PageFacts;

public abstract partial class PageFacts
{
    [Fact]
    public async Task A_fragment_that_one_has_rendered_the_other_shows()
    {
        Assert.Equal("one 1", (await One.GetAsync("/fragments/1")).Text);
        Assert.Equal("other 1", (await Other.GetAsync("/fragments/2")).Text);

        Assert.Equal("one 1", (await Other.GetAsync("/fragments/1")).Text);
        Assert.Equal("other 1", (await One.GetAsync("/fragments/2")).Text);
    }

    [Fact]
    public async Task A_fragment_that_one_removes_the_other_renders_anew_at_its_next_request()
    {
        string neighbour = (await Other.GetAsync("/fragments/2")).Text;
        for (int round = 2; round < Rounds; round++)
        {
            Assert.Equal($"other {round}", (await Other.GetAsync("/fragments/1")).Text);
            Assert.Equal($"other {round}", (await One.GetAsync("/fragments/1")).Text);

            await One.Fragments.RemoveAsync("sidebar", 1);
        }

        Assert.Equal(neighbour, (await One.GetAsync("/fragments/2")).Text);
    }
}
