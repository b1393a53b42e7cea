using System.Globalization;

namespace CacheKit.AspNetCore.PageCache;

/// <summary>The seconds that a directive states: none, so many, or something that cannot be read.</summary>
internal readonly record struct DeltaSeconds
{
    public static readonly DeltaSeconds Unreadable = new() { IsStated = true };

    /// <summary>Whether the directive is there at all.</summary>
    public bool IsStated { get; private init; }

    /// <summary>The seconds; null when they are not stated or cannot be read.</summary>
    public int? Seconds { get; private init; }

    public static DeltaSeconds Of(int seconds) => new() { IsStated = true, Seconds = seconds };

    /// <summary>Reads digits; more than an <see cref="int"/> holds is its greatest value (RFC 9111 §1.2.2).</summary>
    public static DeltaSeconds Read(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return Unreadable;
        return Of(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue);
    }

    /// <summary>What a directive that stands twice states: nothing readable if one of them is not, else the less.</summary>
    public DeltaSeconds And(DeltaSeconds other)
    {
        if (!IsStated)
            return other;
        return Seconds is { } mine && other.Seconds is { } theirs ? Of(Math.Min(mine, theirs)) : Unreadable;
    }
}
