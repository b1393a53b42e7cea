namespace CacheKit.Diagnostics;

/// <summary>The names under which CacheKit can be watched; docs/operations.md lists what is behind them.</summary>
public static class CacheKitDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "CacheKit";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "CacheKit";
}
