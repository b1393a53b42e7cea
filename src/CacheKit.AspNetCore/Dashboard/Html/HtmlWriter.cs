using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CacheKit.AspNetCore.Dashboard.Html;

/// <summary>
/// Writes HTML by interpolated strings: what stands in the source goes out as it is, what is put in is encoded, always. There
/// is no way to write a text of somebody else's as markup. Attributes stand in double quotes.
/// </summary>
internal sealed class HtmlWriter
{
    // Letters of all scripts as they are; what has a meaning in HTML, and what nobody can see, is encoded.
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    /// <summary>Writes markup; it is written by the time this is called.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The compiler hands the writer to the markup.")]
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) => _ = markup;

    public override string ToString() => _text.ToString();

    /// <summary>An interpolated string on its way into a writer.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        public Markup(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _text = writer._text;
            _text.EnsureCapacity(_text.Length + literalLength + (formattedCount * 16));
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(_encoder.Encode(text ?? ""));

        public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        /// <summary>A coordinate: one decimal.</summary>
        public void AppendFormatted(double number) => _text.Append(CultureInfo.InvariantCulture, $"{number:0.#}");
    }
}
