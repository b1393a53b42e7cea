namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What <c>AddCacheKit</c> returns, so that backends, serializers and pages can be added to it.</summary>
public interface ICacheKitBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
