namespace CacheKit.TestProcess;

/// <summary>What a process and its driver say to each other, one line each.</summary>
internal static class Words
{
    /// <summary>The process has opened its cache and waits.</summary>
    public const string Ready = "ready";

    /// <summary>The driver lets all begin at once.</summary>
    public const string Go = "go";

    /// <summary>What is wrong follows.</summary>
    public const string Wrong = "wrong: ";

    /// <summary>Exit code of a process that saw what must not be.</summary>
    public const int WrongCode = 3;

    /// <summary>Operations of one line of <c>mix</c>.</summary>
    public const int OperationsPerLine = 100;
}
