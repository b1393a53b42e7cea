namespace CacheKit.Backends.LocMem;

/// <summary>
/// How a store holds a scope: firmly while it has entries, else only as long as somebody uses it, so that the versions of
/// yesterday cost nothing.
/// </summary>
internal sealed class LocMemScopeHold
{
    private readonly WeakReference<LocMemScope> _loose;
    private LocMemScope? _firm;

    public LocMemScopeHold(string name, LocMemStore store) => _loose = new(new LocMemScope(name, store, this));

    /// <summary>The scope; null when it was given up.</summary>
    public LocMemScope? Scope => Volatile.Read(ref _firm) ?? (_loose.TryGetTarget(out var scope) ? scope : null);

    /// <summary>Holds the scope firmly; call it after each insertion, with a full fence between.</summary>
    public void Tighten(LocMemScope scope)
    {
        if (Volatile.Read(ref _firm) is null)
            Volatile.Write(ref _firm, scope);
    }

    /// <summary>Holds the scope no longer firmly if it is empty.</summary>
    public void Loosen()
    {
        if (Volatile.Read(ref _firm) is not { IsEmpty: true } scope)
            return;
        // First let go, then look again: an insertion either is seen here, or sees that it has to tighten.
        Interlocked.Exchange(ref _firm, null);
        if (!scope.IsEmpty)
            Volatile.Write(ref _firm, scope);
    }
}
