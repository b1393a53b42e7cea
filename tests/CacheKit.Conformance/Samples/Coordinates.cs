using System.ComponentModel;

namespace CacheKit.Conformance.Samples;

/// <summary>A type that promises never to change, so that a backend in this process may hold the object itself.</summary>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
[ImmutableObject(true)]
public sealed record Coordinates(double Latitude, double Longitude);
