using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CacheKit.AspNetCore.Tests.CachePage.Pages;

[CachePage(60)]
public sealed class CachedModel(Counted made) : PageModel
{
    public int Number { get; private set; }

    public void OnGet() => Number = made.Next();
}
