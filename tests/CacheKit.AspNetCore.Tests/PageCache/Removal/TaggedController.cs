using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.PageCache.Removal;

public sealed class TaggedController : Controller
{
    public static Counted Made { get; } = new();

    [HttpGet("/tagged/{code}"), CachePage(60, Tags = "tagged:{code}")]
    public string Get() => Made.Page();
}
