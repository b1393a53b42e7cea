using System.ComponentModel;

namespace CacheKit.Conformance.Samples;

/// <summary>A type that promises never to change, and that no serializer can write all the same.</summary>
[ImmutableObject(true)]
public sealed class ImmutableRing
{
    /// <summary>Where it goes on: at its own beginning.</summary>
    public ImmutableRing Next => this;
}
