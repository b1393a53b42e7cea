using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.AspNetCore.Dashboard.Inspection;
using CacheKit.AspNetCore.Fragments;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.Inspection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>An entry: what is known of it, its value by its kind, and the way to remove it.</summary>
internal static class EntryView
{
    public static void Write(HtmlWriter html, DashboardRequest request, DashboardAlias alias, string key, int version, StoredEntry entry)
    {
        var page = PageOf(entry.Value);
        WriteFacts(html, alias, key, version, entry, page);
        if (page is { } found)
        {
            PageView.Write(html, request, found);
            return;
        }

        if (request.Options.ShowValues)
            ValueView.Write(html, entry.Value);
        else
            html.Write($"<p class=\"notice\">Values are not shown on this dashboard.</p>");
        if (!request.Options.ReadOnly)
            WriteDelete(html, request, alias, key, version);
    }

    private static void WriteFacts(HtmlWriter html, DashboardAlias alias, string key, int version, StoredEntry entry, PageEntry? page)
    {
        var value = entry.Value;
        html.Write(
            $"<dl class=\"facts\"><dt>Kind</dt><dd>{KindOf(key, value, page)}</dd><dt>Stored size</dt>"
            + $"<dd>{Shown.Bytes(value.StoredBytes)}{(value.IsCompressed ? ", compressed" : "")}</dd>");
        html.Write($"<dt>Expires in</dt><dd>{(entry.TimeToLive is { } time ? Shown.Span(time) : "never")}</dd>");
        if (entry.Tags > 0)
            html.Write($"<dt>Tags</dt><dd>{entry.Tags}</dd>");
        html.Write($"<dt>Final key</dt><dd class=\"break\"><code>{Shown.Line(alias.KeysOf(version).KeyOf(key).ToString())}</code></dd></dl>");
    }

    private static string KindOf(string key, StoredValue value, PageEntry? page) => value switch
    {
        _ when page is not null => "page",
        { Kind: StoredKind.Text } when key.StartsWith(FragmentVariation.Mark, StringComparison.Ordinal) => "fragment (HTML)",
        { Kind: StoredKind.Null } => "null",
        { Kind: StoredKind.Number } => "integer",
        { Kind: StoredKind.Text } => "text",
        { Kind: StoredKind.Json } => "JSON",
        { Kind: StoredKind.Bytes } => "bytes",
        { Serializer: { } serializer } => $"written by the serializer '{serializer}'",
        _ => $"cannot be read: {value.Reason}",
    };

    private static PageEntry? PageOf(StoredValue value)
    {
        var serializer = new PageRecordSerializer();
        if (value.Serializer != serializer.Name)
            return null;
        try
        {
            return serializer.Deserialize<PageRecord>(value.Data)?.Page;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Escaped: a browser sends other ends of lines than it was given.
    private static void WriteDelete(HtmlWriter html, DashboardRequest request, DashboardAlias alias, string key, int version)
    {
        html.Write(
            $"<form method=\"post\" action=\"{request.Link(DashboardPaths.Delete)}\"><input type=\"hidden\" name=\"name\" value=\"{alias.Name}\">"
            + $"<input type=\"hidden\" name=\"key\" value=\"{Uri.EscapeDataString(key)}\"><input type=\"hidden\" name=\"version\" value=\"{version}\">");
        request.WriteToken(html);
        html.Write($"<button class=\"danger\">Delete this key</button></form>");
    }
}
