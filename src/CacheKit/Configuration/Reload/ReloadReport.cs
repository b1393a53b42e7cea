using CacheKit.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit.Configuration.Reload;

/// <summary>Tells what became of changed settings. The same is said once, however often a file is saved.</summary>
internal sealed class ReloadReport(ILogger logger)
{
    private string _refused = "";
    private string _waiting = "";

    /// <summary>What has changed.</summary>
    public void Changed(IReadOnlyCollection<string> changes)
    {
        if (changes.Count > 0)
            Log.Reloaded(logger, string.Join("; ", changes));
    }

    /// <summary>What will be taken by the next start only; nothing when all is as it was at this one.</summary>
    public void Waiting(IReadOnlyCollection<string> settings)
    {
        _refused = "";
        var waiting = string.Join(", ", settings);
        if (waiting.Length > 0 && waiting != _waiting)
            Log.ReloadWaits(logger, waiting);
        _waiting = waiting;
    }

    /// <summary>What is wrong, so that nothing was taken.</summary>
    public void Refused(Exception failure)
    {
        // An exception of the application's own code shows where it is from; ours says all in its message.
        var isOurs = failure is CacheConfigurationException;
        if (failure.Message != _refused)
            Log.ReloadRefused(logger, isOurs ? failure.Message : $"{failure.GetType()}: {failure.Message}", isOurs ? null : failure);
        _refused = failure.Message;
    }
}
