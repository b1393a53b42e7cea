using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.PageCache.Responses;

/// <summary>Which statuses a stored page can have.</summary>
internal static class PageStatus
{
    /// <summary>Whether a response of that status can stand for later ones: not a part of a page, not a "use what you have".</summary>
    public static bool MayBeStored(int status) =>
        status is >= 200 and <= 599 and not StatusCodes.Status206PartialContent and not StatusCodes.Status304NotModified;

    public static bool MayHaveBody(int status) =>
        status is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);
}
