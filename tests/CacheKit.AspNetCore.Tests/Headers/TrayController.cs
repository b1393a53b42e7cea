using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Headers;

/// <summary>Pages of a controller whose headers are said by attributes.</summary>
[Route("tray")]
[CacheControl(Public = true, MaxAge = 60), VaryOnHeaders("X-Outer")]
public sealed class TrayController(Counted made) : Controller
{
    [HttpGet("inherited")]
    public string Inherited() => made.Page();

    [HttpGet("own"), CacheControl(Private = true, MaxAge = 30), VaryOnHeaders("X-Inner"), VaryOnCookie]
    public string Own() => made.Page();

    [HttpGet("never"), NeverCache]
    public string Never() => made.Page();

    [HttpGet("direct"), NeverCache]
    public Task Direct() => Response.WriteAsync(made.Page());

    [HttpGet("shorter")]
    public string Shorter()
    {
        Response.Headers.CacheControl = "max-age=5";
        return made.Page();
    }

    [HttpGet("fails")]
    public string Fails() => throw new InvalidOperationException();
}
