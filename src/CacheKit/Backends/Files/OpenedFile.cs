using Microsoft.Win32.SafeHandles;

namespace CacheKit.Backends.Files;

/// <summary>A file that is read from its start. That it is missing is no exception: of a cache, half of all look-ups may be misses.</summary>
internal readonly struct OpenedFile : IDisposable
{
    // Others may replace and remove what we read.
    private const FileShare All = FileShare.ReadWrite | FileShare.Delete;

    private readonly int _descriptor;
    private readonly SafeFileHandle? _handle;

    private OpenedFile(int descriptor, SafeFileHandle? handle)
    {
        _descriptor = descriptor;
        _handle = handle;
    }

    /// <summary>Whether a file or a folder is there; where that cannot be seen, the exception that says why not.</summary>
    public static bool IsThere(string path)
    {
        // .NET says of what it may not look at that it is not there.
        if (Path.Exists(path))
            return true;
        if (!TryOpen(path, out var file))
            return false;
        file.Dispose();
        return true;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">The file.</param>
    /// <param name="plain">Whether to use only what .NET has on every system.</param>
    /// <returns>Whether it is there.</returns>
    // hot path: one call of the system, and nothing allocated
    public static bool TryOpen(string path, out OpenedFile file, bool plain = false)
    {
        if (UnixFile.IsSupported && !plain)
        {
            int descriptor = UnixFile.Open(path, forWriting: false, out int error);
            if (descriptor >= 0)
            {
                file = new(descriptor, null);
                return true;
            }

            file = default;
            // What else the system may say, .NET has the right exceptions for.
            return error != UnixFile.NoSuchFile && TryOpenPlain(path, out file);
        }

        file = default;
        return File.Exists(path) && TryOpenPlain(path, out file);
    }

    /// <summary>Reads from the start until the buffer is full or the file ends.</summary>
    public int ReadFirst(Span<byte> destination)
    {
        if (_handle is not null)
            return ReadFully(_handle, destination, 0);
        int total = 0;
        while (total < destination.Length)
        {
            int count = UnixFile.Read(_descriptor, destination[total..]);
            total += count;
            // A file gives all it has at once, so that less than asked for is its end.
            if (total < destination.Length)
                break;
        }

        return total;
    }

    /// <summary>Reads what comes after an offset, if the file has exactly the length that it should have.</summary>
    public bool TryReadRest(long offset, Span<byte> destination)
    {
        if (_handle is not null)
            return Read(_handle, offset, destination);
        using var handle = new SafeFileHandle(_descriptor, ownsHandle: false);
        return Read(handle, offset, destination);
    }

    /// <summary>Whether the file has this length.</summary>
    public bool HasLength(long length)
    {
        if (_handle is not null)
            return RandomAccess.GetLength(_handle) == length;
        using var handle = new SafeFileHandle(_descriptor, ownsHandle: false);
        return RandomAccess.GetLength(handle) == length;
    }

    public void Dispose()
    {
        if (_handle is not null)
            _handle.Dispose();
        else
            _ = UnixFile.Close(_descriptor);
    }

    private static bool TryOpenPlain(string path, out OpenedFile file)
    {
        file = default;
        try
        {
            file = new(-1, File.OpenHandle(path, FileMode.Open, FileAccess.Read, All));
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static bool Read(SafeFileHandle handle, long offset, Span<byte> destination) =>
        ReadFully(handle, destination, offset) == destination.Length;

    private static int ReadFully(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int count = RandomAccess.Read(handle, destination[total..], offset + total);
            if (count == 0)
                break;
            total += count;
        }

        return total;
    }
}
