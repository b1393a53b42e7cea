using System.ComponentModel.DataAnnotations;
using Almanac.Forms;

namespace Almanac.Guestbook;

/// <summary>What the form of a guestbook sends.</summary>
public sealed class GuestbookForm
{
    /// <summary>The longest entry, in characters.</summary>
    public const int MaximumTextLength = 500;

    /// <summary>The writer's name; a signed-in user's own name takes its place.</summary>
    [StringLength(PersonName.MaximumLength, ErrorMessage = "At most {1} characters, please.")]
    [PlainText(ErrorMessage = "Please leave out control characters.")]
    public string? Author { get; set; }

    /// <summary>The entry.</summary>
    [Required(ErrorMessage = "Please write something.")]
    [StringLength(MaximumTextLength, ErrorMessage = "At most {1} characters, please.")]
    [PlainText(AllowLines = true, ErrorMessage = "Please leave out control characters.")]
    public string? Text
    {
        get;
        // A browser counts a line break as one character, and sends two.
        set => field = value?.ReplaceLineEndings("\n");
    }
}
