using System.Text.Json.Serialization;

namespace Rates;

/// <summary>The metadata of what is shown and kept, for the endpoints and for the caches.</summary>
[JsonSerializable(typeof(Rate))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class RateContext : JsonSerializerContext;
