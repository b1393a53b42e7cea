using System.Runtime.InteropServices;

namespace CacheKit.Backends.Files;

/// <summary>
/// The four calls of the system that .NET has no cheap form of: opening a file that may be missing without an exception,
/// and taking a lock that others may hold without one. Linux and macOS; elsewhere the forms of .NET are used.
/// </summary>
internal static unsafe partial class UnixFile
{
    public const int NoSuchFile = 2;

    private const int Interrupted = 4;
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int ExclusiveWithoutWaiting = 2 | 4;
    private const int Unlock = 8;

    /// <summary>Whether the system has the calls.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>The error of a lock that others hold.</summary>
    public static int WouldBlock { get; } = OperatingSystem.IsMacOS() ? 35 : 11;

    // Children that the application starts must not hold our locks.
    private static int CloseOnExec { get; } = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Opens a file; a negative number and an error code when that fails.</summary>
    public static int Open(string path, bool forWriting, out int error)
    {
        int descriptor;
        do
        {
            descriptor = OpenFile(path, (forWriting ? ReadWrite : ReadOnly) | CloseOnExec);
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Interrupted);
        return descriptor;
    }

    /// <summary>Reads on.</summary>
    public static int Read(int descriptor, Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            nint count;
            do
                count = ReadFile(descriptor, start, destination.Length);
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return count >= 0 ? (int)count : throw Failure("An entry's file could not be read");
        }
    }

    /// <summary>Takes the advisory lock of an open file. The kernel frees it when the file is closed, also by the death of the process.</summary>
    /// <returns>Whether it was free.</returns>
    /// <exception cref="IOException">The file system has no such locks.</exception>
    public static bool TryLock(int descriptor)
    {
        while (LockFile(descriptor, ExclusiveWithoutWaiting) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock)
                return false;
            if (error != Interrupted)
                throw Failure("The file system refuses advisory locks");
        }

        return true;
    }

    /// <summary>
    /// Frees the lock and closes the file. Closing alone is not enough: a child that the application is just starting has a
    /// copy of everything that is open until it runs its program, and a lock ends with its last copy.
    /// </summary>
    public static void FreeAndClose(int descriptor)
    {
        _ = LockFile(descriptor, Unlock);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    private static IOException Failure(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}.");

    // The mode, which is variadic, is only read when a file is made; this never makes one.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(int descriptor, byte* destination, nint length);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int LockFile(int descriptor, int operation);
}
