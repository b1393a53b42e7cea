using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace CacheKit.Tool.Configuration;

/// <summary>The secrets that a developer keeps outside the project (<c>dotnet user-secrets</c>).</summary>
internal static class UserSecrets
{
    public static bool IsProject(string file) =>
        Path.GetExtension(file) is { Length: > 5 } extension && extension.EndsWith("proj", StringComparison.OrdinalIgnoreCase);

    /// <summary>The file of the project in a folder; null when it keeps none.</summary>
    public static string? FindFile(string folder)
    {
        foreach (var project in Directory.EnumerateFiles(folder, "*.*proj").Where(IsProject).Order(StringComparer.Ordinal))
        {
            if (ReadId(project) is { Length: > 0 } id)
                return PathOf(project, id);
        }

        return null;
    }

    private static string? ReadId(string project)
    {
        try
        {
            var id = XDocument.Load(project).Descendants().FirstOrDefault(static element => element.Name.LocalName == "UserSecretsId")?.Value.Trim();
            // What MSBuild would have to work out is not known here.
            return id is not null && id.Contains("$(", StringComparison.Ordinal) ? null : id;
        }
        catch (XmlException exception)
        {
            throw new ToolException(ExitCode.Configuration, $"{project} cannot be read, and so not its UserSecretsId: {exception.Message}", exception);
        }
    }

    private static string PathOf(string project, string id)
    {
        try
        {
            return PathHelper.GetSecretsPathFromSecretsId(id);
        }
        catch (InvalidOperationException exception)
        {
            throw new ToolException(ExitCode.Configuration, $"The user secrets of {project} cannot be found: {exception.Message}", exception);
        }
    }
}
