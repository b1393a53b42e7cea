using System.Globalization;

namespace CacheKit.TestProcess;

/// <summary>Texts that tell whether they are whole, and whether they are the key's own: a torn or a mixed-up one shows.</summary>
internal static class SelfDescribing
{
    private const int LongestFilling = 6000;

    public static string Make(string key, int seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{key}|{seed}|{Filling(seed)}");

    public static bool IsWhole(string key, string text)
    {
        string[] parts = text.Split('|');
        return parts.Length == 3
            && parts[0] == key
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int seed)
            && parts[2] == Filling(seed);
    }

    private static string Filling(int seed) => string.Create(seed % LongestFilling, seed, static (text, number) =>
    {
        for (int place = 0; place < text.Length; place++)
            text[place] = (char)('a' + ((number + place) % 26));
    });
}
