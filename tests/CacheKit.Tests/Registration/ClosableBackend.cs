using CacheKit.Tests.Configuration;

namespace CacheKit.Tests.Registration;

/// <summary>A backend that can be closed in both ways and counts it.</summary>
internal sealed class ClosableBackend(Action? onClose = null) : IdleBackend, IDisposable, IAsyncDisposable
{
    public int Disposed { get; private set; }

    public int DisposedAsync { get; private set; }

    public void Dispose()
    {
        Disposed++;
        onClose?.Invoke();
    }

    public ValueTask DisposeAsync()
    {
        DisposedAsync++;
        onClose?.Invoke();
        return default;
    }
}
