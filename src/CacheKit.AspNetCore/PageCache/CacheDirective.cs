namespace CacheKit.AspNetCore.PageCache;

/// <summary>One member of a <c>Cache-Control</c> field.</summary>
internal readonly ref struct CacheDirective
{
    /// <summary>The member as it stands in the field, without the white space around it.</summary>
    public required ReadOnlySpan<char> Text { get; init; }

    /// <summary>What stands before the equals sign.</summary>
    public required ReadOnlySpan<char> Name { get; init; }

    /// <summary>What stands after it, without quotes; empty when there is no equals sign.</summary>
    public required ReadOnlySpan<char> Value { get; init; }

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
