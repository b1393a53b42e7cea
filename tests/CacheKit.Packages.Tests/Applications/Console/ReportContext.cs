using System.Text.Json.Serialization;

namespace Reports;

/// <summary>The metadata of what is kept: a trimmed application has no reflection that could find it.</summary>
[JsonSerializable(typeof(Report))]
public sealed partial class ReportContext : JsonSerializerContext;
