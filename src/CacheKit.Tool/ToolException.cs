using System.Diagnostics.CodeAnalysis;

namespace CacheKit.Tool;

/// <summary>A command cannot be carried out. The message is for the person who typed it.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong, and what would be right.</param>
/// <param name="innerException">The cause.</param>
[SuppressMessage("Design", "CA1032", Justification = "The exit code is always known.")]
internal sealed class ToolException(int exitCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}
