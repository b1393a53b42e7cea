using System.Diagnostics.CodeAnalysis;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>What a backend said, or what kept it from saying anything.</summary>
/// <param name="Value">Its answer.</param>
/// <param name="Problem">What went wrong, in words for people; null when nothing did.</param>
internal readonly record struct Answer<T>(T? Value, string? Problem)
{
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsGiven => Problem is null;
}
