namespace CacheKit.Tool;

/// <summary>What the process returns; docs/tool.md lists it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The answer is no: the key is not there, or was there already; the question was declined.</summary>
    public const int No = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The application's configuration is wrong.</summary>
    public const int Configuration = 3;

    /// <summary>A backend failed: it cannot be reached, its table is missing, it refused.</summary>
    public const int Backend = 4;

    /// <summary>It cannot be done with this cache or this value.</summary>
    public const int Impossible = 5;

    /// <summary>Interrupted, as shells count it.</summary>
    public const int Interrupted = 130;
}
