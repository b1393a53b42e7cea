using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheKit.Configuration.Reload;

/// <summary>Watches what settings come from, from the moment on in which it is made: before they are read for the first time.</summary>
internal sealed class ReloadWatch : IDisposable
{
    private readonly IReadOnlyList<Func<IChangeToken>> _sources;
    private readonly IReadOnlyList<IChangeToken> _sinceMade;
    private IReadOnlyList<IDisposable> _registrations = [];

    private ReloadWatch(IReadOnlyList<Func<IChangeToken>> sources)
    {
        _sources = sources;
        _sinceMade = [.. sources.Select(static source => source())];
    }

    /// <param name="configuration">The configuration that the settings come from; null for none.</param>
    /// <param name="others">What else says that options have changed.</param>
    public static ReloadWatch Of<TOptions>(IConfiguration? configuration, IEnumerable<IOptionsChangeTokenSource<TOptions>> others) =>
        new([
            .. others.Select(static other => (Func<IChangeToken>)other.GetChangeToken),
            .. configuration is null ? [] : (Func<IChangeToken>[])[configuration.GetReloadToken],
        ]);

    /// <summary>Calls back at each change from now on, and at once if there was one already.</summary>
    public void Begin(Action changed)
    {
        _registrations = [.. _sources.Select(source => ChangeToken.OnChange(source, changed))];
        if (_sinceMade.Any(static token => token.HasChanged))
            changed();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
