namespace CacheKit.TestServers;

/// <summary>A server's folder, gone when the server is: in memory where there is room, since a new database waits seconds for a disk.</summary>
internal sealed class ServerFolder : IDisposable
{
    private const string Memory = "/dev/shm";
    private const long Room = 2L << 30;

    public ServerFolder()
    {
        FullPath = HasRoomInMemory() ? Path.Combine(Memory, $"cachekit-{Guid.NewGuid():N}") : Directory.CreateTempSubdirectory("cachekit-").FullName;
        Directory.CreateDirectory(FullPath);
        UnprivilegedUser.Give(FullPath);
    }

    public string FullPath { get; }

    public string Combine(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a file that the server can read.</summary>
    public string Write(string name, string text)
    {
        var path = Combine(name);
        File.WriteAllText(path, text);
        UnprivilegedUser.Give(path);
        return path;
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);

    private static bool HasRoomInMemory() =>
        OperatingSystem.IsLinux() && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room;
}
