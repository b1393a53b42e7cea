using CacheKit.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit.AspNetCore.Tests.Users;

/// <summary>Pages that a filter of MVC guards, of which the endpoint's metadata says nothing.</summary>
[Route("guarded")]
public sealed class GuardedController(Counted made) : Controller
{
    [HttpGet("filter"), CachePage(60), NeedsKey]
    public string Filter() => made.Page();

    [HttpGet("type"), CachePage(60), TypeFilter(typeof(NeedsKeyAttribute))]
    public string Type() => made.Page();

    [HttpGet("all"), CachePage(60, AllowAuthenticated = true), NeedsKey]
    public string All() => made.Page();

    [HttpGet("open"), CachePage(60)]
    public string Open() => made.Page();

    /// <summary>Lets those in who have the key.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class NeedsKeyAttribute : Attribute, IAuthorizationFilter
    {
        public void OnAuthorization(AuthorizationFilterContext context)
        {
            if (context.HttpContext.Request.Headers["X-Key"] != "sesame")
                context.Result = new UnauthorizedResult();
        }
    }
}
