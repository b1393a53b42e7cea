namespace CacheKit.Serialization;

/// <summary>The serializers that aliases can choose from. Of two registered alike the later is used.</summary>
internal sealed class CacheSerializers
{
    private readonly Dictionary<string, ICacheSerializer> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<Type, ICacheSerializer> _byType = [];
    private readonly ICacheSerializer _default = JsonCacheSerializer.Shared;

    public CacheSerializers(IEnumerable<CacheSerializerRegistration> registrations)
    {
        _byName[_default.Name] = _default;
        foreach (var registration in registrations)
        {
            if (registration.Type is { } type)
            {
                _byType[type] = registration.Serializer;
                continue;
            }

            _byName[registration.Serializer.Name] = registration.Serializer;
            if (registration.IsDefault)
                _default = registration.Serializer;
        }
    }

    public IReadOnlyCollection<string> Names => _byName.Keys;

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>What writes the values of one alias.</summary>
    /// <param name="name">The serializer that it names; null for the default one.</param>
    /// <param name="compressAbove">Payloads of more bytes are compressed; null for none.</param>
    public PayloadSerializer MakePayloadSerializer(string? name, int? compressAbove) =>
        new(name is null ? _default : _byName[name], _byType, compressAbove);
}
