using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CacheKit.Serialization.Json;

namespace CacheKit.Serialization;

/// <summary>
/// The default serializer: System.Text.Json. Non-finite numbers are written by their names (<c>"NaN"</c>,
/// <c>"Infinity"</c>, <c>"-Infinity"</c>); numbers, <c>bool</c>, dates, GUIDs and their like need no metadata.
/// </summary>
public sealed class JsonCacheSerializer : ICacheSerializer
{
    private readonly JsonSerializerOptions _options;
    private readonly JsonWriterOptions _writerOptions;
    private readonly ConcurrentDictionary<Type, object?> _copiers = new();

    /// <summary>
    /// JSON by reflection, public fields included, so that tuples are stored. In an application that is trimmed or compiled
    /// ahead of time reflection is off: values of types that need metadata are then refused, with an error that says to give a
    /// source-generated context.
    /// </summary>
    public JsonCacheSerializer()
        : this(new JsonSerializerOptions { IncludeFields = true })
    {
    }

    /// <summary>JSON by options.</summary>
    /// <param name="options">
    /// Copied, with named non-finite numbers allowed. Where they name no <see cref="JsonSerializerOptions.TypeInfoResolver"/>,
    /// types are looked at by reflection, if the application has it.
    /// </param>
    public JsonCacheSerializer(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = new(options);
        _options.NumberHandling |= JsonNumberHandling.AllowNamedFloatingPointLiterals;
        _options.Converters.Add(new BigIntegerJsonConverter());
        // Ours come last: metadata that the application gives for the same type wins.
        _options.TypeInfoResolver = JsonTypeInfoResolver.Combine(
            options.TypeInfoResolver ?? ReflectionResolver(),
            PlainTypesJsonContext.Default);
        _options.MakeReadOnly();
        _writerOptions = new()
        {
            Encoder = _options.Encoder,
            Indented = _options.WriteIndented,
            IndentCharacter = _options.IndentCharacter,
            IndentSize = _options.IndentSize,
            NewLine = _options.NewLine,
            MaxDepth = _options.MaxDepth,
            // The serializer writes well-formed JSON; checking it twice costs a tenth of the time.
            SkipValidation = true,
        };
    }

    /// <summary>JSON by source-generated metadata: nothing is looked up by reflection.</summary>
    /// <param name="resolver">A source-generated <see cref="JsonSerializerContext"/>, whose own options apply, or another resolver.</param>
    public JsonCacheSerializer(IJsonTypeInfoResolver resolver)
        : this(OptionsOf(resolver))
    {
    }

    /// <inheritdoc/>
    public string Name => "json";

    /// <summary>The one that is used where no serializer is configured.</summary>
    internal static JsonCacheSerializer Shared { get; } = new();

    /// <inheritdoc/>
    public void Serialize<T>(T value, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var metadata = Metadata<T>();
        using var writer = ReusableJsonWriter.Take(this, _writerOptions, destination);
        JsonSerializer.Serialize(writer.Json, value, metadata);
        writer.Json.Flush();
    }

    /// <summary>
    /// Reads a value. As <c>object</c>: a <c>bool</c>, a <c>double</c>, a <c>string</c> or null by what the JSON holds, and
    /// a <see cref="JsonElement"/> for objects, arrays and numbers beyond a <c>double</c>.
    /// </summary>
    /// <typeparam name="T">The type that was asked for.</typeparam>
    /// <param name="data">The data; valid until the call returns.</param>
    public T? Deserialize<T>(ReadOnlyMemory<byte> data) => typeof(T) == typeof(object)
        ? (T?)ByContent(JsonSerializer.Deserialize(data.Span, Metadata<JsonElement>()))
        : JsonSerializer.Deserialize(data.Span, Metadata<T>());

    /// <summary>Copies values as writing and reading them does; null where that takes the JSON itself.</summary>
    internal ContractCopier<T>? CopierOf<T>() => (ContractCopier<T>?)_copiers.GetOrAdd(
        typeof(T), static (_, options) => FindCopier<T>(options), _options);

    private static ContractCopier<T>? FindCopier<T>(JsonSerializerOptions options)
    {
        try
        {
            return options.TryGetTypeInfo(typeof(T), out var metadata) ? ContractCopier<T>.For((JsonTypeInfo<T>)metadata) : null;
        }
        // Metadata that contradicts itself, or a resolver's own: writing the value, which comes next, says what is wrong.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static object? ByContent(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number when json.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.String => json.GetString() switch
        {
            // Text is never stored as JSON, so that these can only be numbers.
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text => text,
        },
        _ => json,
    };

    private static JsonSerializerOptions OptionsOf(IJsonTypeInfoResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        return resolver is JsonSerializerContext context ? context.Options : new() { TypeInfoResolver = resolver };
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Made only where the application has kept reflection-based serialization; "
        + "publishing trimmed turns it off.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Made only where the application has kept reflection-based serialization; "
        + "publishing ahead of time turns it off.")]
    private static DefaultJsonTypeInfoResolver? ReflectionResolver() =>
        JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : null;

    // The options keep the metadata they have once made: after the first call this is a look-up.
    private JsonTypeInfo<T> Metadata<T>() =>
        _options.TryGetTypeInfo(typeof(T), out var metadata)
            ? (JsonTypeInfo<T>)metadata
            : throw new NotSupportedException(
                $"There is no JSON metadata for {typeof(T)}. Serialization by reflection is off, as in an application that is trimmed or compiled "
                + "ahead of time, or was not chosen: list the type with [JsonSerializable] on a source-generated JsonSerializerContext and give "
                + $"that to new {nameof(JsonCacheSerializer)}(context).");
}
