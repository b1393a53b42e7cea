using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.World;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>Runs what a snippet says: its statements, the application that it makes, the facts among its types, and what else its types do.</summary>
internal static partial class SnippetRun
{
    /// <summary>Runs a snippet.</summary>
    /// <param name="snippet">The snippet.</param>
    /// <param name="environment">The environment of its applications.</param>
    /// <returns>What the endpoints of its application answered.</returns>
    public static async Task<IReadOnlyList<Answer>> RunAsync(Snippet snippet, string environment)
    {
        var assembly = SnippetCompiler.Compile(snippet);
        await using var shop = new Shop(environment);
        await CallAsync(assembly.GetType(SnippetSource.TypeName)!.GetMethod(SnippetSource.MethodName)!, null, shop);
        await shop.UseServicesAsync();

        int facts = 0;
        foreach (var method in assembly.GetTypes().Where(IsOfPage).SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)))
        {
            if (method.IsDefined(typeof(FactAttribute)))
            {
                await RunFactAsync(method);
                facts++;
            }
            else if (!method.DeclaringType!.GetMethods().Any(static other => other.IsDefined(typeof(FactAttribute))))
            {
                await CallAsync(method, shop.Make(method.DeclaringType), [.. method.GetParameters().Select(Sample)]);
            }
        }

        Assert.Equal(Fact().Count(snippet.Code), facts);
        return shop.Answers;
    }

    private static bool IsOfPage(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsNested: false } && type.Name != SnippetSource.TypeName && !type.IsDefined(typeof(CompilerGeneratedAttribute));

    private static async Task RunFactAsync(MethodInfo fact)
    {
        object test = Activator.CreateInstance(fact.DeclaringType!)!;
        if (test is IAsyncLifetime started)
            await started.InitializeAsync();
        await CallAsync(fact, test);
        if (test is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        (test as IDisposable)?.Dispose();
    }

    private static async Task CallAsync(MethodInfo method, object? target, params object?[] arguments)
    {
        object? result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        if (result is ValueTask unnamed)
            await unnamed;
        // A ValueTask<T> tells its Task by a method of its own type.
        else if ((result as Task ?? result?.GetType().GetMethod(nameof(ValueTask<>.AsTask))?.Invoke(result, null)) is Task task)
            await task;
    }

    private static object? Sample(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(int) => 7,
        var type when type == typeof(string) => "7",
        var type when type == typeof(CancellationToken) => TestContext.Current.CancellationToken,
        _ => throw new InvalidOperationException($"{parameter.Member} takes a {parameter.ParameterType}, of which there is no sample."),
    };

    [GeneratedRegex(@"\[(Fact|Theory)\b")]
    private static partial Regex Fact();
}
