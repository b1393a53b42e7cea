using CacheKit.AspNetCore.PageCache;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>What is remembered of URLs is bounded in bytes, not only in number: an attacker chooses how long they are.</summary>
public sealed class KeyMemoryTests
{
    private const int Length = 24 * 1024;

    [Fact]
    public void Long_URLs_that_cannot_be_stored_cost_little_memory()
    {
        var pages = new UncacheablePages(new FakeTimeProvider());

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 4000; i++)
            pages.Add(KeyOf(i));
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.True(pages.Contains(KeyOf(3999)));
        Assert.False(pages.Contains(KeyOf(4001)));
        Assert.InRange(grown, 0, 8 * 1024 * 1024);
    }

    [Fact]
    public void Long_URLs_that_vary_cost_little_memory()
    {
        var hints = new VaryHints();

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 4000; i++)
            hints.Remember(KeyOf(i), VaryHeaders.AcceptEncoding);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Same(VaryHeaders.AcceptEncoding, hints.Find(KeyOf(3999)));
        Assert.Same(VaryHeaders.None, hints.Find(KeyOf(4001)));
        Assert.InRange(grown, 0, 8 * 1024 * 1024);
    }

    private static PageKey KeyOf(int number) => new(new string('x', Length) + number);
}
