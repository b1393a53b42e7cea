namespace CacheKit.Tool.Caches;

/// <summary>How the command line names keys.</summary>
/// <param name="Version">The version; null for the alias's own.</param>
/// <param name="AreFinal">Whether the keys are final ones, which nothing is added to.</param>
internal sealed record KeyChoice(int? Version, bool AreFinal)
{
    /// <summary>The application's own keys under the alias's version.</summary>
    public static KeyChoice OfAlias { get; } = new(Version: null, AreFinal: false);
}
