using Microsoft.AspNetCore.Mvc;

namespace CacheKit.PageFacts.Sites;

/// <summary>Views: one that is kept as a whole, and one with fragments.</summary>
/// <param name="work">Makes them.</param>
public sealed class ViewController(PageWork work) : Controller
{
    [HttpGet("/view"), CachePage(60, Tags = "items")]
    public string Show() => work.Next();

    [HttpGet("/fragments/{category}"), CachePage(0)]
    public IActionResult Fragments(int category) => View("~/Sites/Fragments.cshtml", category);
}
