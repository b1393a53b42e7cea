namespace CacheKit.AspNetCore.Dashboard;

/// <summary>The paths below the dashboard's own. What they are about stands in the query, since an alias or a key may hold any character.</summary>
internal static class DashboardPaths
{
    public const string Overview = "";

    public const string Cache = "/cache";

    public const string Keys = "/keys";

    public const string Key = "/key";

    public const string Pages = "/pages";

    public const string Clear = "/clear";

    public const string Delete = "/delete";

    public const string PurgeUrl = "/purge-url";

    public const string PurgeTag = "/purge-tag";
}
