using System.Collections.Frozen;
using System.Text.Json;
using CacheKit;

namespace Almanac.Serving;

/// <summary>What the page cache did, in words: for the header, and for the footer that explains it.</summary>
public static class PageOutcomes
{
    private static readonly FrozenDictionary<PageCacheOutcome, string> _tokens =
        Enum.GetValues<PageCacheOutcome>().ToFrozenDictionary(outcome => outcome, outcome => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString()));

    /// <summary>Why a page that a visitor sees may not have been cached, with the site's texts for it.</summary>
    public static IReadOnlyList<(PageCacheOutcome Outcome, string Text)> Reasons { get; } =
    [
        (PageCacheOutcome.Method, "it answers a form"),
        (PageCacheOutcome.RequiresAuthorization, "it is yours alone"),
        (PageCacheOutcome.Authenticated, "you are signed in"),
        (PageCacheOutcome.PrivateCookie, "your browser sends a private cookie"),
        (PageCacheOutcome.RequestNoStore, "your browser asked for that"),
        (PageCacheOutcome.StatusCode, "it only says what went wrong"),
        (PageCacheOutcome.Antiforgery, "it holds a form"),
        (PageCacheOutcome.Removed, "it has just changed"),
        (PageCacheOutcome.CacheFailed, "the cache does not answer"),
    ];

    /// <summary>The outcome as a word in lower case: <c>hit</c>, <c>private-cookie</c>.</summary>
    public static string ToToken(this PageCacheOutcome outcome) => _tokens[outcome];
}
