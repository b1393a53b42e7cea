using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace CacheKit.TestServers;

/// <summary>What becomes of a test whose server is not installed.</summary>
public static class MissingServer
{
    /// <summary>Skips the test; in continuous integration, where the variable <c>CI</c> is <c>true</c>, fails it.</summary>
    /// <param name="reason">What is missing, and how to get it.</param>
    /// <exception cref="InvalidOperationException">In continuous integration.</exception>
    [DoesNotReturn]
    public static void SkipOrFail(string reason) => SkipOrFail(reason, Environment.GetEnvironmentVariable("CI"));

    /// <param name="reason">What is missing, and how to get it.</param>
    /// <param name="continuousIntegration">The value of the variable <c>CI</c>.</param>
    [DoesNotReturn]
    public static void SkipOrFail(string reason, string? continuousIntegration)
    {
        if (string.Equals(continuousIntegration, "true", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException(reason);
        Assert.Skip(reason);
    }
}
