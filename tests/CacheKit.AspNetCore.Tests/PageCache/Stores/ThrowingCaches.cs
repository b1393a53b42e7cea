using System.Reflection;

namespace CacheKit.AspNetCore.Tests.PageCache.Stores;

/// <summary>Caches of somebody else's, which throw what they like whatever they are asked.</summary>
public class ThrowingCaches : DispatchProxy
{
    public static ICaches All => Create<ICaches, ThrowingCaches>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_Alias" => "default",
        "get_Aliases" => (string[])["default"],
        _ when targetMethod.ReturnType == typeof(ICache) => Create<ICache, ThrowingCaches>(),
        _ => throw new InvalidOperationException(targetMethod.Name),
    };
}
