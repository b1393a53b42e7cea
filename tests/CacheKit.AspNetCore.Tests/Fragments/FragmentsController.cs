using Microsoft.AspNetCore.Mvc;

namespace CacheKit.AspNetCore.Tests.Fragments;

public sealed class FragmentsController : Controller
{
    [HttpGet("/fragments/{view}/{part?}")]
    public IActionResult Show(string view) => View($"~/Fragments/Views/{view}.cshtml");
}
