using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.ConditionalRequests;

/// <summary>Pages that are made each time and answer conditions.</summary>
[Route("versioned")]
public sealed class VersionedController(Counted made) : Controller
{
    [HttpGet("tagged"), ConditionalGet]
    public object Tagged()
    {
        made.Next();
        return new { Text = "page" };
    }

    [HttpGet("fails"), ConditionalGet]
    public async Task Fails()
    {
        await Response.WriteAsync("half");
        throw new InvalidOperationException();
    }

    [HttpGet("mapped")]
    public string Mapped() => made.Page();
}
