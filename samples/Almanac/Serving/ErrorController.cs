using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Almanac.Serving;

/// <summary>The page shown instead of one that is not there or could not be made.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorController : Controller
{
    /// <summary>The page for a status.</summary>
    [Route("/error/{status:int:range(400,599)}")]
    public IActionResult Index()
    {
        // No parameter: to bind one, MVC reads the form of the request that failed, which may be what failed.
        var status = int.Parse((string)RouteData.Values["status"]!, CultureInfo.InvariantCulture);
        Response.StatusCode = status;
        return View(status);
    }
}
