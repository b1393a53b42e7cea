using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CacheKit.AspNetCore.Tests.Hosting;

/// <summary>Believes what the header <c>X-Test-Id</c> says: an id, an issuer and an id as <c>issuer/id</c>, or <c>?</c> for a user without one.</summary>
public sealed class IdAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["X-Test-Id"] is not [{ } text])
            return Task.FromResult(AuthenticateResult.NoResult());
        var slash = text.LastIndexOf('/');
        Claim[] claims = text == "?" ? [] : [new(ClaimTypes.NameIdentifier, text[(slash + 1)..], null, slash < 0 ? ClaimsIdentity.DefaultIssuer : text[..slash])];
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name)));
    }
}
