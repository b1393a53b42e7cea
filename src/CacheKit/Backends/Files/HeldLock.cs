using Microsoft.Win32.SafeHandles;

namespace CacheKit.Backends.Files;

/// <summary>A lock that is held until it is disposed, by the thread that took it.</summary>
internal readonly struct HeldLock(Lock local, int descriptor, SafeFileHandle? handle) : IDisposable
{
    public void Dispose()
    {
        if (local is null)
            return;
        Close();
        local.Exit();
    }

    /// <summary>Gives it back to the other processes only.</summary>
    public void Close()
    {
        if (handle is not null)
            handle.Dispose();
        else
            UnixFile.FreeAndClose(descriptor);
    }
}
