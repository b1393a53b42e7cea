namespace Almanac.Territories;

/// <summary>A territory's rectangle in the <see cref="Treemap"/>.</summary>
public sealed record TreemapTile(TerritorySummary Territory, double X, double Y, double Width, double Height)
{
    private const double SmallestFont = 11;
    private const double LargestFont = 30;

    /// <summary>The middle, where the label stands.</summary>
    public double MiddleX => X + (Width / 2);

    /// <summary>The middle, where the label stands.</summary>
    public double MiddleY => Y + (Height / 2);

    /// <summary>The name if there is room for it, else the code, else nothing.</summary>
    public string? Label =>
        Fits(Territory.Name, FontSize) ? Territory.Name
        : Fits(Territory.Code, SmallestFont) ? Territory.Code
        : null;

    /// <summary>Grows with the rectangle, as far as the name then still fits.</summary>
    public double FontSize
    {
        get
        {
            var wished = Math.Clamp(Math.Sqrt(Width * Height) / 7, SmallestFont, LargestFont);
            var fitting = (Width - 8) / EmWidth(Territory.Name);
            return Math.Floor(Math.Max(SmallestFont, Math.Min(wished, fitting)));
        }
    }

    private bool Fits(string text, double fontSize) => EmWidth(text) * fontSize <= Width - 6 && fontSize * 1.2 <= Height - 2;

    // A guess that needs no font: letters are a little wider than half their height, Chinese and Japanese signs as wide as high.
    private static double EmWidth(string text) => text.Sum(character => character >= 0x2E80 ? 1.0 : 0.58);
}
