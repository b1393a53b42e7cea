using System.ComponentModel.DataAnnotations;
using Almanac.Accounts;
using Almanac.Forms;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Almanac.Pages;

/// <summary>Signs a visitor in by a name.</summary>
[EnableRateLimiting(PostLimit.PolicyName)]
public sealed class SignInModel : PageModel
{
    /// <summary>The name to go by.</summary>
    [BindProperty]
    [Required(ErrorMessage = "Please enter a name.")]
    [StringLength(PersonName.MaximumLength, ErrorMessage = "At most {1} characters, please.")]
    [PlainText(ErrorMessage = "Please leave out control characters.")]
    public string? Name { get; set; }

    /// <summary>Where to go on; only within the site.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Signs in, and goes back to where the visitor came from.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        await HttpContext.SignInAsync(UserIdentity.Create(Name!.Trim()));
        return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
    }
}
