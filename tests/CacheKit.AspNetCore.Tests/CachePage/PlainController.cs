using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.CachePage;

/// <summary>Pages of a controller without an attribute.</summary>
public sealed class PlainController(Counted made) : Controller
{
    [HttpGet("plain")]
    public string Get() => made.Page();

    public string Conventional(int code) => made.Page($"{code}");
}
