using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Dashboard;

/// <summary>Takes the forms of a dashboard: none without its antiforgery token, none without end.</summary>
internal static class DashboardForm
{
    private const long LongestForm = 256 * 1024;

    public static async Task<DashboardScreen> ActAsync(DashboardRequest request, Func<DashboardRequest, IFormCollection, Task<DashboardScreen>> act)
    {
        var http = request.Http;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LongestForm;
        try
        {
            if (!http.Request.HasFormContentType)
                return Refuse();
            // Before the token is looked at: what is wrong with the form itself would be taken for a token that is missing.
            var form = await http.Request.ReadFormAsync(request.Aborted).ConfigureAwait(false);
            return await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http).ConfigureAwait(false)
                ? await act(request, form).ConfigureAwait(false)
                : Refuse();
        }
        catch (BadHttpRequestException exception)
        {
            return DashboardScreen.Message(exception.StatusCode, "Nothing was changed", "The form was too long, or broke off.");
        }
        catch (InvalidDataException)
        {
            return DashboardScreen.Message(StatusCodes.Status400BadRequest, "Nothing was changed", "The form could not be read.");
        }
    }

    private static DashboardScreen Refuse() => DashboardScreen.Message(
        StatusCodes.Status400BadRequest,
        "Nothing was changed",
        "The form came without its antiforgery token, or with one of another session. Go back, load the page anew and send it again; cookies must be allowed.");
}
