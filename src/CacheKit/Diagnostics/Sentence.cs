namespace CacheKit.Diagnostics;

/// <summary>Words that others follow: what servers and clients say ends as it likes.</summary>
internal static class Sentence
{
    /// <summary>The words with a full stop, unless they end as a sentence does.</summary>
    public static string Of(string words) => words.AsSpan().TrimEnd() is [.., '.' or '!' or '?' or '…'] ? words : $"{words.TrimEnd()}.";
}
