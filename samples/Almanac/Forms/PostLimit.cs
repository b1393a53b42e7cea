using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Almanac.Forms;

/// <summary>How often one address may send a form. The setting <c>Almanac:PostsPerMinute</c> changes the number.</summary>
public static class PostLimit
{
    /// <summary>The policy's name, for <see cref="EnableRateLimitingAttribute"/>.</summary>
    public const string PolicyName = "posts";

    private const int PostsPerMinute = 30;

    /// <summary>Registers the policy.</summary>
    public static IServiceCollection AddPostLimit(this IServiceCollection services, IConfiguration configuration)
    {
        var permits = configuration.GetValue("Almanac:PostsPerMinute", PostsPerMinute);
        return services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(PolicyName, context => HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    context.Connection.RemoteIpAddress?.ToString() ?? "",
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter("not a post"));
        });
    }
}
