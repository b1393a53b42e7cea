namespace CacheKit.PageFacts.Faults;

/// <summary>Pages that are removed while servers are away.</summary>
public static class RemovedPages
{
    /// <summary>None of them comes back with the servers, whatever these still have.</summary>
    /// <param name="site">The site.</param>
    /// <param name="goAway">Lets servers go away.</param>
    /// <param name="comeBack">Lets them come again.</param>
    public static async Task AssertStayAwayAsync(FaultySite site, Func<Task> goAway, Func<Task> comeBack)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(goAway);
        ArgumentNullException.ThrowIfNull(comeBack);
        await site.WaitUntilCachedAsync();
        var before = new Dictionary<string, string>();
        foreach (string path in FaultySite.Paths)
            before.Add(path, await site.GetAsync(path));

        await goAway();
        await RemoveAsync(site);
        await comeBack();

        foreach (string path in FaultySite.Paths)
        {
            await Patience.UntilAsync(async () =>
            {
                string page = await site.GetAsync(path);
                Assert.NotEqual(before[path], page);
                return page == await site.GetAsync(path);
            });
        }
    }

    /// <summary>Removes all pages, the untagged ones in one of two ways each. Whoever calls may be told that it failed.</summary>
    private static async Task RemoveAsync(FaultySite site)
    {
        var token = TestContext.Current.CancellationToken;
        foreach (string path in FaultySite.Paths.Where(static path => path.StartsWith("/page", StringComparison.Ordinal)))
        {
            if (path[^1] % 2 == 0)
                await site.PostAsync(path);
            else
                await TryAsync(() => site.PageCache.RemoveAsync(site.UrlOf(path), token));
        }

        await TryAsync(() => site.PageCache.RemoveByTagAsync(FaultySite.Tag, token));
    }

    private static async Task TryAsync(Func<ValueTask> remove)
    {
        if (await Record.ExceptionAsync(async () => await remove()) is { } failure)
            Assert.IsType<CacheBackendException>(failure);
    }
}
