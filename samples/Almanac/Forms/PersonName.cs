namespace Almanac.Forms;

/// <summary>The rule for names of persons, in the guestbook and at sign-in.</summary>
public static class PersonName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaximumLength = 40;
}
