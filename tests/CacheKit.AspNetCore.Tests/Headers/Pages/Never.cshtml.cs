using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CacheKit.AspNetCore.Tests.Headers.Pages;

[NeverCache]
public sealed class NeverModel(Counted made) : PageModel
{
    public int Number { get; private set; }

    public void OnGet() => Number = made.Next();
}
