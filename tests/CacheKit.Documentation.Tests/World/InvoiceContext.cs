using System.Text.Json.Serialization;

namespace CacheKit.Documentation.Tests.World;

/// <summary>The metadata of invoices.</summary>
[JsonSerializable(typeof(Invoice))]
public sealed partial class InvoiceContext : JsonSerializerContext;
