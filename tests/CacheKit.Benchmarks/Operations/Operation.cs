namespace CacheKit.Benchmarks.Operations;

/// <summary>What is measured of each candidate.</summary>
internal enum Operation
{
    GetText,
    GetNumber,
    GetBytes,
    GetProfile,
    Miss,
    SetText,
    SetProfile,
    GetOrSetText,
}
