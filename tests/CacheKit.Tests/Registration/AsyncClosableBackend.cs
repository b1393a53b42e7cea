using CacheKit.Tests.Configuration;

namespace CacheKit.Tests.Registration;

/// <summary>A backend that can be closed asynchronously only.</summary>
internal sealed class AsyncClosableBackend : IdleBackend, IAsyncDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Closed => _closed.Task;

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        _closed.SetResult();
    }
}
