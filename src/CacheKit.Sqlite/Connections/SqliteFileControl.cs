using System.Runtime.InteropServices;
using SQLitePCL;

namespace CacheKit.Sqlite.Connections;

/// <summary>SQLite's <c>sqlite3_file_control</c>, which SQLitePCLRaw leaves out; found in the library that it has loaded.</summary>
internal static class SqliteFileControl
{
    // SQLITE_FCNTL_HAS_MOVED
    private const int HasMovedOperation = 20;

    private static readonly FileControl? _fileControl = Find();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int FileControl(nint database, nint schema, int operation, out int result);

    /// <summary>
    /// Whether the file of a connection is no longer the one at its path. SQLite does not say so of a database in memory, nor
    /// on Windows, where nobody can delete or replace a file that it has open.
    /// </summary>
    /// <param name="database">The connection, which nobody closes meanwhile.</param>
    public static bool HasMoved(sqlite3 database)
    {
        if (_fileControl is not null)
            return _fileControl(database.DangerousGetHandle(), schema: 0, HasMovedOperation, out int hasMoved) == raw.SQLITE_OK && hasMoved != 0;
        string path = raw.sqlite3_db_filename(database, "main").utf8_to_string() ?? "";
        return path.Length > 0 && !File.Exists(path);
    }

    // A library that is linked into the program has no name to be found by.
    private static FileControl? Find() =>
        NativeLibrary.TryLoad(raw.GetNativeLibraryName(), typeof(SqliteFileControl).Assembly, null, out nint library)
        && NativeLibrary.TryGetExport(library, "sqlite3_file_control", out nint function)
            ? Marshal.GetDelegateForFunctionPointer<FileControl>(function)
            : null;
}
