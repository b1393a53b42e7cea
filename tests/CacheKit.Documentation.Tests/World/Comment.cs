using System.Globalization;

namespace CacheKit.Documentation.Tests.World;

/// <summary>What comments in the pages' code say.</summary>
public static class Comment
{
    /// <summary>Compares a value with what is said of it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="said">The value as C# writes it.</param>
    /// <param name="value">The value.</param>
    /// <returns>The value.</returns>
    public static T Says<T>(string said, T value)
    {
        Assert.Equal(said, value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            bool truth => truth ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        });
        return value;
    }
}
