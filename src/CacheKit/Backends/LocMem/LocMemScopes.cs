using System.Collections.Concurrent;

namespace CacheKit.Backends.LocMem;

/// <summary>
/// The scopes of a store. Every version of an alias is one, and an application may count its versions up for ever: those
/// that are empty and unused are given up, at a constant cost for each one opened.
/// </summary>
internal sealed class LocMemScopes(LocMemStore store)
{
    private const int LeastBetweenPrunings = 64;

    private readonly ConcurrentDictionary<string, LocMemScopeHold> _holds = new();
    private readonly Lock _pruning = new();
    private int _untilPruning = LeastBetweenPrunings;

    public IEnumerable<LocMemScope> All
    {
        get
        {
            foreach (var (_, hold) in _holds)
            {
                if (hold.Scope is { } scope)
                    yield return scope;
            }
        }
    }

    /// <summary>The scope if it has entries or is used: a read never makes one.</summary>
    public LocMemScope? Find(string name) => _holds.TryGetValue(name, out var hold) ? hold.Scope : null;

    /// <summary>The scope of a name; one object as long as anybody uses it or it has entries.</summary>
    public LocMemScope Open(string name)
    {
        while (true)
        {
            if (_holds.TryGetValue(name, out var hold))
            {
                if (hold.Scope is { } scope)
                    return scope;
                _holds.TryRemove(KeyValuePair.Create(name, hold));
            }

            if (_holds.TryAdd(name, new LocMemScopeHold(name, store)) && Interlocked.Decrement(ref _untilPruning) <= 0)
                Prune();
        }
    }

    private void Prune()
    {
        if (!_pruning.TryEnter())
            return;
        try
        {
            int left = 0;
            foreach (var (name, hold) in _holds)
            {
                hold.Loosen();
                if (hold.Scope is null)
                    _holds.TryRemove(KeyValuePair.Create(name, hold));
                else
                    left++;
            }

            Volatile.Write(ref _untilPruning, Math.Max(left, LeastBetweenPrunings));
        }
        finally
        {
            _pruning.Exit();
        }
    }
}
