using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Almanac.Tests;

/// <summary>An answer of the site.</summary>
public sealed partial class SitePage(string path, HttpStatusCode status, IReadOnlyDictionary<string, string> headers, string text)
{
    private IHtmlDocument? _document;

    /// <summary>What was asked for.</summary>
    public string Path => path;

    public HttpStatusCode Status => status;

    /// <summary>The body.</summary>
    public string Text => text;

    /// <summary>The body as HTML.</summary>
    public IHtmlDocument Document => _document ??= new HtmlParser().ParseDocument(text);

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(text) ?? throw new InvalidDataException("null");

    /// <summary>The language the page says it is in.</summary>
    public string? Language => Document.DocumentElement.GetAttribute("lang");

    /// <summary>The direction the page says it runs in.</summary>
    public string? Direction => Document.DocumentElement.GetAttribute("dir");

    /// <summary>What the page cache did, as the header <c>Server-Timing</c> tells it: hit, miss, or why neither.</summary>
    public string? CacheOutcome => Timing("cache", "desc");

    /// <summary>How often the page was visited, as the header <c>Server-Timing</c> tells it.</summary>
    public long? Visits => Timing("visits", "desc") is { } count ? long.Parse(count, CultureInfo.InvariantCulture) : null;

    /// <summary>When the footer says that the page was made.</summary>
    public string? Made => One(".made time").GetAttribute("datetime");

    /// <summary>A header field, or null.</summary>
    public string? Header(string name) => headers.GetValueOrDefault(name);

    /// <summary>The only element that a selector finds.</summary>
    public IElement One(string selector) => Assert.Single(Document.QuerySelectorAll(selector));

    /// <summary>The text of the only element that a selector finds, its spaces collapsed.</summary>
    public string TextOf(string selector) => Collapse(One(selector).TextContent);

    /// <summary>The texts of all elements that a selector finds, their spaces collapsed.</summary>
    public IReadOnlyList<string> TextsOf(string selector) =>
        [.. Document.QuerySelectorAll(selector).Select(element => Collapse(element.TextContent))];

    /// <summary>An attribute of all elements that a selector finds.</summary>
    public IReadOnlyList<string> AttributesOf(string selector, string attribute) =>
        [.. Document.QuerySelectorAll(selector).Select(element => element.GetAttribute(attribute) ?? "")];

    // total;dur=0.41, cache;desc="hit", visits;desc="7"
    private string? Timing(string metric, string parameter) => Header("Server-Timing")?.Split(',')
        .Select(told => told.Trim().Split(';'))
        .Where(told => told[0] == metric)
        .SelectMany(told => told.Skip(1))
        .Where(told => told.StartsWith(parameter + "=", StringComparison.Ordinal))
        .Select(told => told[(parameter.Length + 1)..].Trim('"'))
        .SingleOrDefault();

    private static string Collapse(string text) => Spaces().Replace(text, " ").Trim(' ');

    // Not the no-break spaces, which belong to numbers.
    [GeneratedRegex("[ \n\r\t]+")]
    private static partial Regex Spaces();
}
