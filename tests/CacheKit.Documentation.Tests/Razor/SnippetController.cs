using Microsoft.AspNetCore.Mvc;

namespace CacheKit.Documentation.Tests.Razor;

/// <summary>Renders the views that hold the pages' snippets.</summary>
public sealed class SnippetController : Controller
{
    /// <summary>A view.</summary>
    /// <param name="name">Its name, in letters.</param>
    [HttpGet("/views/{name:alpha}")]
    public IActionResult Render(string name) => View($"~/Views/{name}.cshtml", new CategoryModel(7));
}
