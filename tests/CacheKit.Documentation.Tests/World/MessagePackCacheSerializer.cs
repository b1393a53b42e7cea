namespace CacheKit.Documentation.Tests.World;

/// <summary>A serializer of somebody's own.</summary>
public sealed class MessagePackCacheSerializer() : OwnSerializer("messagepack");
