namespace CacheKit.AspNetCore.Dashboard;

/// <summary>Marks the endpoints of a dashboard: the page cache leaves them alone.</summary>
internal sealed class DashboardEndpoint
{
    public static DashboardEndpoint Instance { get; } = new();
}
