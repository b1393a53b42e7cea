using System.Reflection;
using System.Runtime.Loader;

namespace CacheKit.Tool.Configuration;

/// <summary>
/// Finds the assemblies of the application, of which the configuration may name key functions and backends: beside its
/// settings, as in a published application, or in the newest output of its build.
/// </summary>
internal sealed class ApplicationAssemblies : IDisposable
{
    private readonly string _folder;

    public ApplicationAssemblies(string folder)
    {
        _folder = folder;
        AssemblyLoadContext.Default.Resolving += Find;
    }

    public void Dispose() => AssemblyLoadContext.Default.Resolving -= Find;

    private Assembly? Find(AssemblyLoadContext context, AssemblyName name)
    {
        var file = $"{name.Name}.dll";
        var published = new FileInfo(Path.Combine(_folder, file));
        if (published.Exists)
            return context.LoadFromAssemblyPath(published.FullName);

        var output = new DirectoryInfo(Path.Combine(_folder, "bin"));
        var built = output.Exists
            ? output.EnumerateFiles(file, SearchOption.AllDirectories).MaxBy(static found => found.LastWriteTimeUtc)
            : null;
        return built is null ? null : context.LoadFromAssemblyPath(built.FullName);
    }
}
