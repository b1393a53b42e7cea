using System.Globalization;
using System.Text;
using CacheKit.AspNetCore.Dashboard.Html;
using CacheKit.Inspection;

namespace CacheKit.AspNetCore.Dashboard.Views;

/// <summary>A value by its kind; of a long one the beginning, and how long it is.</summary>
internal static class ValueView
{
    /// <summary>How many characters of a text are shown.</summary>
    public const int MostCharacters = 64 * 1024;

    /// <summary>How many bytes are shown in hexadecimal digits.</summary>
    public const int MostBytes = 4 * 1024;

    private const int BytesInLine = 16;

    // Indented JSON of many levels is many times as long as it is.
    private const int MostIndented = 1024 * 1024;

    public static void Write(HtmlWriter html, StoredValue value)
    {
        html.Write($"<h2>Value</h2>");
        if (value.Text is not { } text)
            WriteBytes(html, value.Data);
        else if (value.Kind == StoredKind.Json && text.Length <= MostIndented)
            WriteText(html, JsonText.Indent(text));
        else
            WriteText(html, text);
    }

    /// <summary>Writes a text.</summary>
    /// <param name="html">Takes it.</param>
    /// <param name="text">The text.</param>
    /// <param name="isWhole">Whether a long one is all there; else nobody knows how long it is.</param>
    public static void WriteText(HtmlWriter html, string text, bool isWhole = true)
    {
        html.Write($"<pre class=\"value\" tabindex=\"0\" aria-label=\"Value\">{Shown.Block(text, MostCharacters)}</pre>");
        if (text.Length > MostCharacters)
            html.Write($"<p class=\"note\">The first {Shown.Count(MostCharacters)}{(isWhole ? $" of {Shown.Count(text.Length)}" : "")} characters.</p>");
    }

    public static void WriteBytes(HtmlWriter html, ReadOnlyMemory<byte> data)
    {
        var dump = Dump(data.Span[..Math.Min(data.Length, MostBytes)]);
        html.Write($"<pre class=\"value hex\" tabindex=\"0\" aria-label=\"Value in hexadecimal digits\">{dump}</pre>");
        if (data.Length > MostBytes)
            html.Write($"<p class=\"note\">The first {Shown.Count(MostBytes)} of {Shown.Count(data.Length)} bytes.</p>");
    }

    private static string Dump(ReadOnlySpan<byte> data)
    {
        var lines = new StringBuilder();
        for (var place = 0; place < data.Length; place += BytesInLine)
        {
            var line = data[place..Math.Min(place + BytesInLine, data.Length)];
            lines.Append(CultureInfo.InvariantCulture, $"{place:x6}  ");
            for (var column = 0; column < BytesInLine; column++)
            {
                if (column < line.Length)
                    lines.Append(CultureInfo.InvariantCulture, $"{line[column]:x2} ");
                else
                    lines.Append("   ");
            }

            lines.Append(' ');
            foreach (var value in line)
                lines.Append(value is >= 0x20 and < 0x7f ? (char)value : '·');
            lines.Append('\n');
        }

        return lines.ToString();
    }
}
