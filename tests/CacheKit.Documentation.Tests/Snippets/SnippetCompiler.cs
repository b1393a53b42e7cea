using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>Compiles snippets against everything that this program has been compiled against.</summary>
internal static class SnippetCompiler
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _references = new(static () =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path))]);

    /// <summary>The snippet as an assembly that is loaded.</summary>
    /// <exception cref="InvalidOperationException">It does not compile; the message names the lines of the page.</exception>
    public static Assembly Compile(Snippet snippet)
    {
        string source = SnippetSource.Of(snippet);
        var compilation = CSharpCompilation.Create(
            "Snippet_" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(source, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest))],
            _references.Value,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        // What is obsolete must not be shown; what is not used, or awaits nothing, may be.
        var faults = result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "CS0618" or "CS8600" or "CS8602" or "CS8604").ToList();
        return faults.Count == 0
            ? Assembly.Load(image.ToArray())
            : throw new InvalidOperationException($"{snippet.Place} does not compile:\n{string.Join('\n', faults)}\n{source[source.IndexOf("public static class", StringComparison.Ordinal)..]}");
    }
}
