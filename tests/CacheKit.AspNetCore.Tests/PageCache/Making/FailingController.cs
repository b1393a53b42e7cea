using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.PageCache.Making;

public sealed class FailingController : Controller
{
    /// <summary>Whether its page fails.</summary>
    public static bool Fails { get; set; }

    [HttpGet("/failing"), CachePage(60, StaleIfError = 30)]
    public string Get() => Fails ? throw new InvalidOperationException() : "page";
}
