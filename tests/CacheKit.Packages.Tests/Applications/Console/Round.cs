using System.Globalization;
using CacheKit;

namespace Reports;

/// <summary>What an application does with a cache, told in one line.</summary>
public sealed class Round(ICache cache)
{
    private int _made;

    public async Task<string> RunAsync() => string.Join("; ", [
        await TextAsync(), await ReportAsync(), await CountsAsync(), await ManyAsync(), await TagsAsync(), await ForgottenAsync()]);

    private async Task<string> TextAsync()
    {
        await cache.SetAsync("greeting", "Grüße", TimeSpan.FromMinutes(5));
        var found = await cache.GetAsync<string>("greeting");
        var deleted = await cache.DeleteAsync("greeting");
        return $"{found}, deleted {deleted}, then {await cache.GetAsync("greeting", "nothing")}";
    }

    private async Task<string> ReportAsync()
    {
        await cache.GetOrSetAsync("report:2026", MakeAsync, TimeSpan.FromHours(1));
        var report = await cache.GetOrSetAsync("report:2026", MakeAsync, TimeSpan.FromHours(1));
        return string.Create(CultureInfo.InvariantCulture, $"{report.Title} {report.Year} of {report.Figures.Sum()}, made {_made} time");
    }

    private async Task<string> CountsAsync()
    {
        await cache.SetAsync("visits", 40);
        await cache.IncrementAsync("visits");
        return $"{await cache.IncrementAsync("visits")} visits, {await cache.DecrementAsync("visits", 2)} left";
    }

    private async Task<string> ManyAsync()
    {
        await cache.SetManyAsync([KeyValuePair.Create("a", 1.5), KeyValuePair.Create("b", double.NaN)], TimeSpan.FromMinutes(1));
        var found = await cache.GetManyAsync<double>(["a", "b", "c"]);
        return string.Create(CultureInfo.InvariantCulture, $"{found.Count} of 3, {found["a"]} and {found["b"]}");
    }

    private async Task<string> TagsAsync()
    {
        await cache.SetAsync("menu", new DateOnly(2026, 11, 27), new CacheEntryOptions { Tags = ["menus"] });
        var before = await cache.GetAsync<DateOnly?>("menu");
        await cache.RemoveByTagAsync("menus");
        return $"{before:yyyy-MM-dd} until its tag went, {await cache.ContainsAsync("menu")}";
    }

    private async Task<string> ForgottenAsync()
    {
        try
        {
            await cache.SetAsync("forgotten", new Forgotten("nobody"));
            return "kept what has no metadata";
        }
        catch (CacheSerializationException exception) when (exception.Message.Contains("[JsonSerializable]", StringComparison.Ordinal))
        {
            return "told what has no metadata";
        }
    }

    private ValueTask<Report> MakeAsync(CancellationToken cancellationToken)
    {
        _made++;
        return ValueTask.FromResult(new Report(2026, "The year", [12.5m, 30m]));
    }
}
