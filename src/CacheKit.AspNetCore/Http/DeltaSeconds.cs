using System.Globalization;

namespace CacheKit.AspNetCore.Http;

/// <summary>The seconds that a directive states: none, so many, or something that cannot be read.</summary>
internal readonly record struct DeltaSeconds
{
    public static readonly DeltaSeconds Unreadable = new() { IsStated = true };

    /// <summary>Whether the directive is there at all.</summary>
    public bool IsStated { get; private init; }

    /// <summary>The seconds; null when they are not stated or cannot be read.</summary>
    public int? Seconds { get; private init; }

    public static DeltaSeconds Of(int seconds) => new() { IsStated = true, Seconds = seconds };

    /// <summary>Reads digits and nothing else; more than an <see cref="int"/> holds is its greatest value (RFC 9111 §1.2.2).</summary>
    public static DeltaSeconds Read(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
            return Unreadable;
        return Of(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue);
    }

    /// <summary>
    /// What a directive states that may have stood before: twice is nothing readable, whether the values agree or not
    /// (RFC 9111 §4.2.1 leaves it to us to take the first or none).
    /// </summary>
    public DeltaSeconds And(DeltaSeconds next) => IsStated ? Unreadable : next;
}
