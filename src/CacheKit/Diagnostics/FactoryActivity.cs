using System.Diagnostics;

namespace CacheKit.Diagnostics;

/// <summary>What a trace shows of the factory of a get-or-set, and of the rendering of a fragment.</summary>
internal static class FactoryActivity
{
    /// <summary>Begins it; null while nobody listens.</summary>
    /// <param name="alias">The alias of the cache that has no value yet.</param>
    public static Activity? Start(string alias) =>
        CacheInstruments.Activities.StartActivity(CacheKitDiagnostics.FactoryActivity)?.SetTag(CacheKitDiagnostics.AliasTag, alias);

    /// <summary>What an activity spans has ended with an exception.</summary>
    public static void Fail(this Activity? activity, Exception exception) =>
        activity?.SetTag(CacheKitDiagnostics.ErrorTag, exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);
}
