namespace CacheKit.Serialization;

/// <summary>A serializer that code has registered.</summary>
/// <param name="Serializer">The serializer.</param>
/// <param name="IsDefault">Whether aliases that name none use it.</param>
/// <param name="Type">The one type that it is for, in all aliases; null when it is for any.</param>
internal sealed record CacheSerializerRegistration(ICacheSerializer Serializer, bool IsDefault, Type? Type = null);
