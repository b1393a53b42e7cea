namespace CacheKit.Concurrency;

/// <summary>Tasks whose end nobody waits for any more.</summary>
internal static class ForgottenTask
{
    /// <summary>Looks at what a task throws, which has nobody to go to: so it is not reported as unobserved.</summary>
    public static void Forget(this Task task) => _ = task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
