using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CacheKit.Inspection;

/// <summary>JSON as people read it.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same with line breaks.</summary>
    /// <param name="json">A document that can be read.</param>
    public static string Indent(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, _indented))
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
