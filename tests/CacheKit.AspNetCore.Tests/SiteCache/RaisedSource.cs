using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.SiteCache;

/// <summary>Says that options have changed when a test wants it, and knows how many listen.</summary>
internal sealed class RaisedSource<TOptions> : IOptionsChangeTokenSource<TOptions>
{
    private Token _token = new();

    public string? Name => Options.DefaultName;

    public int Listeners => _token.Listeners;

    public IChangeToken GetChangeToken() => _token;

    public void Raise()
    {
        var raised = _token;
        _token = new();
        raised.Raise();
    }

    private sealed class Token : IChangeToken
    {
        private readonly List<Action> _listeners = [];

        public bool HasChanged { get; private set; }

        public bool ActiveChangeCallbacks => true;

        public int Listeners => _listeners.Count;

        public IDisposable RegisterChangeCallback(Action<object?> callback, object? state)
        {
            Action listener = () => callback(state);
            _listeners.Add(listener);
            return new Registration(() => _listeners.Remove(listener));
        }

        public void Raise()
        {
            HasChanged = true;
            _listeners.ToList().ForEach(static listener => listener());
        }

        private sealed class Registration(Action end) : IDisposable
        {
            public void Dispose() => end();
        }
    }
}
