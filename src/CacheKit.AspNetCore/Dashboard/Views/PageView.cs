using System.IO.Compression;
using System.Text;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.AspNetCore.PageCache.Entries;
using Microsoft.Net.Http.Headers;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>A page as it is kept: its URL, its headers, its body where that is text.</summary>
internal static class PageView
{
    public static void Write(HtmlWriter html, DashboardRequest request, PageEntry page)
    {
        var stored = DateTimeOffset.FromUnixTimeMilliseconds(page.StoredAt);
        html.Write($"<dl class=\"facts\">");
        if (PageAddress.Read(page.Key) is { } address)
            html.Write($"<dt>URL</dt><dd class=\"break\">{address.Method} {Shown.Line(address.Url, 2000)}</dd>");
        html.Write(
            $"<dt>Status</dt><dd>{page.StatusCode}</dd><dt>Made at</dt><dd>"
            + $"<time datetime=\"{Shown.Machine(stored)}\">{Shown.Time(stored)}</time></dd><dt>Fresh for</dt>"
            + $"<dd>{Shown.Span(TimeSpan.FromMilliseconds(page.Timeout))} from then</dd>");
        if (page.Tags.Length > 0)
            html.Write($"<dt>Tags</dt><dd class=\"break\">{Shown.Line(string.Join(", ", page.Tags.Select(static tag => tag.Name)), 2000)}</dd>");
        html.Write($"</dl>");
        if (!request.Options.ReadOnly && PageAddress.Read(page.Key) is { } known)
            PurgeForms.WriteUrl(html, request, known.Url, "Purge this URL");
        if (!request.Options.ShowValues)
        {
            html.Write($"<h2>Body</h2><p class=\"notice\">Values are not shown on this dashboard. {Shown.Bytes(page.Body.Length)}.</p>");
            return;
        }

        WriteHeaders(html, page);
        html.Write($"<h2>Body</h2>");
        WriteBody(html, page);
    }

    private static void WriteHeaders(HtmlWriter html, PageEntry page)
    {
        html.Write($"<h2>Headers</h2><div class=\"scroll\"><table class=\"wide\"><caption class=\"sr\">The headers that are kept</caption><tbody>");
        foreach (var (name, values) in page.Headers)
            html.Write($"<tr><th scope=\"row\">{name}</th><td class=\"break\">{Shown.Line(values.ToString(), 2000)}</td></tr>");
        html.Write($"</tbody></table></div>");
    }

    private static void WriteBody(HtmlWriter html, PageEntry page)
    {
        if (page.Body.Length == 0)
            html.Write($"<p class=\"empty\">It has none.</p>");
        else if (IsText(Field(page, HeaderNames.ContentType)) && Decode(page) is { } text)
            ValueView.WriteText(html, text, isWhole: false);
        else
            ValueView.WriteBytes(html, page.Body);
    }

    private static string Field(PageEntry page, string name) =>
        Array.Find(page.Headers, header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.ToString();

    private static bool IsText(string type) => MediaTypeHeaderValue.TryParse(type, out var media)
        && (media.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
            || media.SubType.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            || media.SubType.EndsWith("xml", StringComparison.OrdinalIgnoreCase)
            || media.SubType.EndsWith("javascript", StringComparison.OrdinalIgnoreCase));

    /// <summary>The beginning of the body as text, unpacked; null where nobody can.</summary>
    private static string? Decode(PageEntry page)
    {
        try
        {
            using var body = new MemoryStream(page.Body);
            using Stream? plain = Field(page, HeaderNames.ContentEncoding) switch
            {
                "" => body,
                "gzip" => new GZipStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                _ => null,
            };
            if (plain is null)
                return null;
            // A body that unpacks to gigabytes is read no further than it is shown.
            var text = new char[ValueView.MostCharacters + 1];
            using var reader = new StreamReader(plain, Encoding.UTF8);
            return new string(text, 0, reader.ReadBlock(text));
        }
        // The last of them is what .NET says of data that Brotli cannot have made.
        catch (Exception exception) when (exception is InvalidDataException or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
