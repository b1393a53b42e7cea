using Microsoft.Extensions.Configuration;

namespace CacheKit.Configuration;

/// <summary>A configuration that code has given to <c>AddCacheKit</c>.</summary>
internal sealed record CacheConfigurationSource(IConfiguration Configuration);
