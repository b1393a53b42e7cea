using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheKit.Serialization.Json;

/// <summary>
/// Copies objects as writing and reading their JSON does, without the JSON: a new object, and every property that JSON
/// would carry set to what it was. It is there for classes whose JSON carries only values that cannot change, so that the
/// copy shares nothing with its original that could; of all others the JSON itself is kept.
/// </summary>
/// <typeparam name="T">The type under which values are stored.</typeparam>
internal sealed class ContractCopier<T>
{
    private readonly Func<T> _create;
    private readonly Func<object, object?>[] _getters;
    private readonly Action<object, object?>[] _setters;

    private ContractCopier(JsonTypeInfo<T> contract, IReadOnlyCollection<JsonPropertyInfo> properties)
    {
        _create = contract.CreateObject!;
        _getters = [.. properties.Select(static property => property.Get!)];
        _setters = [.. properties.Select(static property => property.Set!)];
    }

    /// <summary>The copier of a type; null where only JSON can tell what a copy is.</summary>
    /// <param name="contract">What JSON knows of the type.</param>
    public static ContractCopier<T>? For(JsonTypeInfo<T> contract)
    {
        if (typeof(T).IsValueType || !IsPlain(contract.Options) || !IsPlain(contract))
            return null;
        // What JSON neither writes nor reads is no part of the value.
        var properties = contract.Properties.Where(static property => property.Get is not null || property.Set is not null).ToList();
        // None at all: metadata that was generated for writing only does not tell them.
        return properties.Count > 0 && properties.TrueForAll(IsPlain) ? new(contract, properties) : null;
    }

    /// <summary>Takes what a value holds, for copies to be made of it.</summary>
    /// <param name="value">The value; its owner may change it afterwards.</param>
    /// <param name="state">What it holds.</param>
    /// <param name="size">About how many bytes that takes.</param>
    /// <returns>False where JSON would change what it holds, or refuse it.</returns>
    public bool TryTake(T value, out object?[] state, out long size)
    {
        state = new object?[_getters.Length];
        size = ImmutableLeaf.ArraySize(state.Length);
        try
        {
            for (int place = 0; place < state.Length; place++)
            {
                state[place] = _getters[place](value!);
                if (!ImmutableLeaf.IsUnchangedByJson(state[place]))
                    return false;
                size += ImmutableLeaf.SizeOf(state[place]);
            }

            // A constructor or setter that refuses it refuses it now.
            Make(state);
            return true;
        }
        // Theirs or a getter's: the serializer, which is asked next, tells the caller in its own words.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>A new object that holds what was taken; throws what the type's constructor and setters throw.</summary>
    // hot path: no allocation but the object
    public T Make(object?[] state)
    {
        var made = _create();
        for (int place = 0; place < state.Length; place++)
            _setters[place](made!, state[place]);
        return made;
    }

    // A converter, a condition or a reference handler decides by itself what is written; a depth of one allows no property.
    private static bool IsPlain(JsonSerializerOptions options) =>
        options.Converters.All(static converter => converter is BigIntegerJsonConverter)
        && options.DefaultIgnoreCondition == JsonIgnoreCondition.Never
#pragma warning disable SYSLIB0020 // Obsolete, and yet an application may have set it.
        && !options.IgnoreNullValues
#pragma warning restore SYSLIB0020
        && options is { ReferenceHandler: null, PropertyNameCaseInsensitive: false, RespectNullableAnnotations: false, MaxDepth: not 1 };

    private static bool IsPlain(JsonTypeInfo<T> contract) =>
        contract is
        {
            Kind: JsonTypeInfoKind.Object, CreateObject: not null, PolymorphismOptions: null,
            OnSerializing: null, OnSerialized: null, OnDeserializing: null, OnDeserialized: null,
        };

    private static bool IsPlain(JsonPropertyInfo property) =>
        property is { Get: not null, Set: not null, CustomConverter: null, ShouldSerialize: null, IsExtensionData: false }
        && property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) is not true
        && ImmutableLeaf.IsLeaf(property.PropertyType)
        && IsPlain(property.PropertyType, property.Options)
        // The converter of a nullable type asks that of the type under it.
        && (Nullable.GetUnderlyingType(property.PropertyType) is not { } type || IsPlain(type, property.Options));

    private static bool IsPlain(Type type, JsonSerializerOptions options) =>
        options.TryGetTypeInfo(type, out var leaf)
        && leaf.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly
        && (!type.IsEnum || IsWrittenAsNumber(leaf));

    // By name, a value without one may be refused.
    private static bool IsWrittenAsNumber(JsonTypeInfo leaf)
    {
        var values = Enum.GetValuesAsUnderlyingType(leaf.Type);
        object value = Enum.ToObject(leaf.Type, values.Length > 0 ? values.GetValue(0)! : 0);
        return JsonSerializer.SerializeToUtf8Bytes(value, leaf) is [not (byte)'"', ..];
    }
}
