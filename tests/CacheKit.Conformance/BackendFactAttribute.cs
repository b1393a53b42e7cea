using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace CacheKit.Conformance;

/// <summary>A fact that holds only for backends with certain traits; for all others it is no test at all.</summary>
/// <param name="needs">The traits that the backend must have, all of them.</param>
/// <param name="sourceFilePath">Filled in by the compiler.</param>
/// <param name="sourceLineNumber">Filled in by the compiler.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(BackendFactDiscoverer))]
public sealed class BackendFactAttribute(
    BackendTraits needs,
    [CallerFilePath] string? sourceFilePath = null,
    [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber)
{
    /// <summary>The traits that the backend must have, all of them.</summary>
    public BackendTraits Needs { get; } = needs;

    /// <summary>The traits that the backend must not have, none of them.</summary>
    public BackendTraits Unless { get; set; }

    internal bool HoldsFor(BackendTraits traits) => (traits & Needs) == Needs && (traits & Unless) == 0;
}
