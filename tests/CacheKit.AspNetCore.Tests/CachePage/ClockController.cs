using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.CachePage;

/// <summary>Pages of a controller, some cached by themselves.</summary>
[Route("clock")]
[CachePage(60)]
public sealed class ClockController(Counted made) : Controller
{
    [HttpGet("inherited")]
    public string Inherited() => made.Page();

    [HttpGet("own"), CachePage(10)]
    public string Own() => made.Page();

    [HttpGet("off"), CachePage(0)]
    public string Off() => made.Page();

    [HttpGet("client"), CachePage(60, ClientSeconds = 0)]
    public string Client() => made.Page();

    [HttpGet("special"), CachePage(60, Cache = "special", KeyPrefix = "site1")]
    public string Special() => made.Page();

    [HttpGet("fails")]
    public string Fails() => made.Next() == 1 ? throw new InvalidOperationException() : "page";

    [HttpGet("fresh/{seconds:int}")]
    public string Fresh(int seconds)
    {
        Response.Headers.CacheControl = $"max-age={seconds}";
        return made.Page();
    }

    [HttpGet("forbidden")]
    public string Forbidden()
    {
        Response.Headers.CacheControl = "no-store";
        return made.Page();
    }

    [HttpPost("inherited")]
    public string Change() => "changed";
}
