using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.PageCache.Watching;

/// <summary>Puts a <see cref="WatchedTempData"/> where MVC keeps the request's TempData.</summary>
internal static class TempDataWatch
{
    /// <returns>False when it cannot be watched: somebody has it already, or it is kept somewhere else.</returns>
    public static bool TryInstall(HttpContext context, PageCacheFeature feature)
    {
        if (context.RequestServices.GetService<ITempDataDictionaryFactory>() is not { } factory)
            return true;
        // Where MVC looks first; what is there has been made, and perhaps read, before us.
        object place = typeof(ITempDataDictionary);
        if (context.Items.TryGetValue(place, out var there))
            return there is WatchedTempData;
        var watched = new WatchedTempData(factory.GetTempData(context), feature);
        context.Items[place] = watched;
        return ReferenceEquals(factory.GetTempData(context), watched);
    }
}
