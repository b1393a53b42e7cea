using System.Runtime.CompilerServices;
using CacheKit.AspNetCore.PageCache.Keys;
using CacheKit.AspNetCore.PageCache.Marks;
using CacheKit.AspNetCore.PageCache.Stores;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>What is remembered of URLs is bounded in bytes, not only in number: an attacker chooses how long they are.</summary>
public sealed class KeyMemoryTests
{
    [Fact]
    public void A_long_URL_that_could_not_be_stored_is_remembered_and_not_held()
    {
        var pages = new UncacheablePages(new FakeTimeProvider());

        var text = Use(1, key => pages.Add(key));

        Assert.False(IsHeld(text));
        Assert.True(pages.Contains(KeyOf(1)));
        Assert.False(pages.Contains(KeyOf(2)));
    }

    [Fact]
    public void A_long_URL_that_varies_is_remembered_and_not_held()
    {
        var hints = new VaryHints();

        var text = Use(1, key => hints.Remember(key, VaryHeaders.AcceptEncoding));

        Assert.False(IsHeld(text));
        Assert.Same(VaryHeaders.AcceptEncoding, hints.Find(KeyOf(1)));
        Assert.Same(VaryHeaders.None, hints.Find(KeyOf(2)));
    }

    private static PageKey KeyOf(int number) => new(new string('x', 24 * 1024) + number);

    // In a method of its own, so that no local of the test holds the text.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use(int number, Action<PageKey> use)
    {
        var key = KeyOf(number);
        use(key);
        return new WeakReference(key.Canonical);
    }

    private static bool IsHeld(WeakReference text)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return text.IsAlive;
    }
}
