using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Almanac.Forms;

/// <summary>
/// Refuses control characters, and the marks that reorder text across the page. Letters of every script pass, also the
/// joiners that Arabic, Indic scripts and emoji need.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PlainTextAttribute : ValidationAttribute
{
    /// <summary>Whether line breaks and tabs may stand in the text.</summary>
    public bool AllowLines { get; set; }

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is not string text || text.All(IsPlain);

    private bool IsPlain(char character) => character switch
    {
        '\r' or '\n' or '\t' => AllowLines,
        >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' => false,
        _ => char.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };
}
