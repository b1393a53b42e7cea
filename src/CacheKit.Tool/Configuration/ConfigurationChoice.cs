namespace CacheKit.Tool.Configuration;

/// <summary>Which application's configuration the command line names.</summary>
/// <param name="Project">The folder of the application, or its project file.</param>
/// <param name="Environment">The environment; null for the one that the application would take.</param>
/// <param name="Files">Files to lay over the application's own.</param>
internal sealed record ConfigurationChoice(string Project, string? Environment, IReadOnlyList<string> Files);
