using System.Diagnostics.CodeAnalysis;
using CacheKit.Configuration;
using CacheKit.Configuration.Reload;
using Microsoft.Extensions.Logging;

namespace CacheKit.Registration;

/// <summary>Lets the caches follow their configuration while the application runs: all aliases, or none when anything is wrong.</summary>
internal sealed class CachesReload : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ReloadWatch _watch;
    private readonly ConfiguredAliases _aliases;
    private readonly IReadOnlyList<RunningAlias> _running;
    private readonly ReloadReport _report;
    private bool _isDisposed;

    /// <param name="watch">What the settings come from, watched already.</param>
    /// <param name="aliases">Reads all aliases.</param>
    /// <param name="running">Those that are in use.</param>
    /// <param name="logger">Where changes are told.</param>
    public CachesReload(ReloadWatch watch, ConfiguredAliases aliases, IReadOnlyList<RunningAlias> running, ILogger logger)
    {
        _watch = watch;
        _aliases = aliases;
        _running = running;
        _report = new ReloadReport(logger);
        watch.Begin(Reload);
    }

    public void Dispose()
    {
        _watch.Dispose();
        // Who is reading the configuration still needs the application's services.
        lock (_gate)
            _isDisposed = true;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What code of the application's throws cannot be foreseen; whoever has changed the "
        + "configuration is told, and the caches go on as they were.")]
    private void Reload()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            try
            {
                Take(_aliases.Read([]));
            }
            catch (Exception failure)
            {
                _report.Refused(failure);
            }
        }
    }

    private void Take(IReadOnlyList<ConfiguredAlias> read)
    {
        List<string> changes = [], waiting = [];
        foreach (var running in _running)
        {
            if (read.FirstOrDefault(running.Is) is { } alias)
                running.Take(alias, changes, waiting);
            else
                waiting.Add(running.Path);
        }

        waiting.AddRange(read.Where(alias => !_running.Any(running => running.Is(alias))).Select(static alias => alias.Options.Path));
        _report.Changed(changes);
        _report.Waiting(waiting);
    }
}
