using System.Reflection;
using CacheKit.Documentation.Tests.World;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>Runs what a snippet says: its statements, and the facts among its types.</summary>
internal static class SnippetRun
{
    public static async Task RunAsync(Assembly assembly)
    {
        await using var shop = new Shop();
        var run = assembly.GetType(SnippetSource.TypeName)!.GetMethod(SnippetSource.MethodName)!;
        await (Task)run.Invoke(null, [shop])!;
        foreach (var fact in assembly.GetTypes().Where(static type => type.IsClass).SelectMany(static type => type.GetMethods()).Where(static method => method.IsDefined(typeof(FactAttribute))))
            await RunFactAsync(fact);
    }

    private static async Task RunFactAsync(MethodInfo fact)
    {
        object test = Activator.CreateInstance(fact.DeclaringType!)!;
        if (test is IAsyncLifetime started)
            await started.InitializeAsync();
        if (fact.Invoke(test, null) is Task task)
            await task;
        if (test is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        (test as IDisposable)?.Dispose();
    }
}
