using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

/// <summary>The configuration of a cache is wrong. The message names every fault: its path, its value, what would be right.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The errors are always known.")]
public sealed class CacheConfigurationException : InvalidOperationException
{
    /// <summary>A faulty configuration.</summary>
    /// <param name="errors">One sentence for each fault.</param>
    public CacheConfigurationException(IReadOnlyList<string> errors)
        : this(errors, null)
    {
    }

    internal CacheConfigurationException(IReadOnlyList<string> errors, Exception? innerException)
        : base(errors is [var only] ? only : string.Join(Environment.NewLine, errors ?? []), innerException) => Errors = errors ?? [];

    /// <summary>One sentence for each fault.</summary>
    public IReadOnlyList<string> Errors { get; }
}
