namespace CacheKit.AspNetCore.Http;

/// <summary>One member of a <c>Cache-Control</c> field.</summary>
internal readonly ref struct CacheDirective
{
    /// <summary>The member as it stands in the field, without the white space around it.</summary>
    public required ReadOnlySpan<char> Text { get; init; }

    /// <summary>What stands before the equals sign.</summary>
    public required ReadOnlySpan<char> Name { get; init; }

    /// <summary>
    /// What stands after it, as it stands there, so that <c>"60"</c> and <c> 60</c> are not taken for <c>60</c>; empty when
    /// there is no equals sign.
    /// </summary>
    public required ReadOnlySpan<char> Value { get; init; }

    /// <summary>The value without quotes and the white space around it, for directives that may be quoted.</summary>
    public ReadOnlySpan<char> Unquoted
    {
        get
        {
            var value = Value.Trim(" \t");
            return value is ['"', .., '"'] ? value[1..^1] : value;
        }
    }

    /// <summary>Whether there is an equals sign.</summary>
    public bool HasValue => Text.Length > Name.Length;

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
