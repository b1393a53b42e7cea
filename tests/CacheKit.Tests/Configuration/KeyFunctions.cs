namespace CacheKit.Tests.Configuration;

/// <summary>Key functions, and methods that look like them, for configurations to name.</summary>
public static class KeyFunctions
{
    public static string Reversed(string key, string keyPrefix, int version) => $"{key}|{version}|{keyPrefix}";

    public static string TooFew(string key) => key;

    public static int NoText(string key, string keyPrefix, int version) => 0;

    public static string NameOf(string method) => $"{typeof(KeyFunctions).FullName}.{method}, {typeof(KeyFunctions).Assembly.GetName().Name}";

    internal static string Internal(string key, string keyPrefix, int version) => key;

    public sealed class Nested(string mark)
    {
        public static string Function(string key, string keyPrefix, int version) => key + "!";

        public string OfInstance(string key, string keyPrefix, int version) => key + mark;
    }
}
