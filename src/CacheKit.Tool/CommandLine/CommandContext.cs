using System.CommandLine;
using CacheKit.Tool.Caches;
using CacheKit.Tool.Output;

namespace CacheKit.Tool.CommandLine;

/// <summary>What a command works with.</summary>
/// <param name="Caches">The application's caches.</param>
/// <param name="Output">Where its answer goes.</param>
/// <param name="Console">Where values may come from.</param>
/// <param name="Parsed">The command line.</param>
/// <param name="CancellationToken">Interrupts it.</param>
internal sealed record CommandContext(
    ToolCaches Caches,
    ToolOutput Output,
    ToolConsole Console,
    ParseResult Parsed,
    CancellationToken CancellationToken);
