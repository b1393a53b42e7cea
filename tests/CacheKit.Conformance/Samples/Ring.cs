namespace CacheKit.Conformance.Samples;

/// <summary>An object that holds itself, which no serializer can write.</summary>
public sealed class Ring
{
    /// <summary>Where it goes on: at its own beginning.</summary>
    public Ring Next => this;
}
