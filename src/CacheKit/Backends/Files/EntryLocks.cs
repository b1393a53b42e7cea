using Microsoft.Win32.SafeHandles;

namespace CacheKit.Backends.Files;

/// <summary>
/// The locks of a directory, shared by all processes that use it: whoever changes an entry holds the one of its shard.
/// </summary>
/// <remarks>
/// <para>They are advisory locks (flock) on files of their own, since the rename that replaces an entry would leave a lock
/// on its file behind. flock belongs to one opening of a file, not to the process as those of fcntl do: so it also holds
/// between two caches in one process. The kernel frees it when its holder dies. Opening with <see cref="FileShare.None"/>
/// is the same lock on Unix, and what Windows has; but there a lock that is taken is an exception.</para>
/// <para>Each is opened anew when it is taken: a file kept open would be a ghost once the directory was removed and made
/// again, and two processes could both believe to hold the lock.</para>
/// <para>Nobody waits for ever: a process that is stopped in the midst of a write must not stop all others.</para>
/// </remarks>
/// <param name="directory">The directory.</param>
/// <param name="patience">How long others may keep a lock.</param>
/// <param name="plain">Whether to use only what .NET has on every system.</param>
internal sealed class EntryLocks(CacheDirectory directory, TimeSpan patience, bool plain = false)
{
    /// <summary>How many there are for the shards.</summary>
    public const int Count = 64;

    private const int Culling = Count;

    // On a slow disk it takes a while to remove some thousand files.
    private const int CullingPatience = 6;

    // Threads of this process wait here, in a queue, and only one of them looks again and again for other processes.
    private readonly Lock[] _local = [.. Enumerable.Range(0, Count + 1).Select(static _ => new Lock())];
    private readonly string[] _paths =
        [.. Enumerable.Range(0, Count).Select(number => Path.Combine(directory.Hidden, $"{number:x2}.lock")), Path.Combine(directory.Hidden, "culling.lock")];

    /// <summary>Takes the lock of a shard.</summary>
    public HeldLock Enter(int shard) => EnterNumber(shard % Count, patience);

    /// <summary>Takes the lock under which is culled and counted anew. Whoever holds it may take those of shards, not the other way round.</summary>
    public HeldLock EnterCulling() => EnterNumber(Culling, patience * CullingPatience);

    /// <summary>Takes the locks of two shards, always in the same order.</summary>
    public (HeldLock First, HeldLock Second) EnterBoth(int shard, int other)
    {
        int low = Math.Min(shard % Count, other % Count), high = Math.Max(shard % Count, other % Count);
        var first = EnterNumber(low, patience);
        if (low == high)
            return (first, default);
        try
        {
            return (first, EnterNumber(high, patience));
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock of a shard if nobody has it.</summary>
    public bool TryEnter(int shard, out HeldLock held)
    {
        var local = _local[shard % Count];
        held = default;
        if (!local.TryEnter())
            return false;
        try
        {
            if (TryOpen(_paths[shard % Count], local, out held))
                return true;
        }
        catch
        {
            local.Exit();
            throw;
        }

        local.Exit();
        return false;
    }

    private HeldLock EnterNumber(int number, TimeSpan longest)
    {
        var local = _local[number];
        long began = Environment.TickCount64;
        if (!local.TryEnter(longest))
            throw TooLong(_paths[number], longest);
        try
        {
            var wait = new SpinWait();
            HeldLock held;
            while (!TryOpen(_paths[number], local, out held))
            {
                if (Environment.TickCount64 - began > longest.TotalMilliseconds)
                    throw TooLong(_paths[number], longest);
                // Yields first, then sleeps for a millisecond.
                wait.SpinOnce();
            }

            return held;
        }
        catch
        {
            local.Exit();
            throw;
        }
    }

    private static IOException TooLong(string path, TimeSpan longest) =>
        new($"The lock '{path}' has been held by somebody else for {longest.TotalSeconds:0} seconds. Is a process that shares the cache stopped?");

    private bool TryOpen(string path, Lock local, out HeldLock held) =>
        UnixFile.IsSupported && !plain ? TryOpenUnix(path, local, out held) : TryOpenPlain(path, local, out held);

    private static bool TryOpenUnix(string path, Lock local, out HeldLock held)
    {
        held = default;
        int descriptor = UnixFile.Open(path, forWriting: true, out int error);
        if (descriptor < 0)
        {
            // Makes it; anything else that is wrong becomes the right exception there. Then all is tried again.
            if (TryOpenPlain(path, local, out var made, error == UnixFile.NoSuchFile ? FileShare.ReadWrite : FileShare.None))
                made.Close();
            return false;
        }

        bool taken = false;
        try
        {
            taken = UnixFile.TryLock(descriptor);
        }
        finally
        {
            if (!taken)
                _ = UnixFile.Close(descriptor);
        }

        if (taken)
            held = new(local, descriptor, null);
        return taken;
    }

    private static bool TryOpenPlain(string path, Lock local, out HeldLock held, FileShare share = FileShare.None)
    {
        held = default;
        SafeFileHandle handle;
        try
        {
            handle = CacheDirectory.Create(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException exception) when (IsTaken(exception))
        {
            return false;
        }

        held = new(local, -1, handle);
        return true;
    }

    // Windows says that the file is shared or locked, Unix that the call would have to wait.
    private static bool IsTaken(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xFFFF) is 32 or 33 : exception.HResult == UnixFile.WouldBlock;
}
