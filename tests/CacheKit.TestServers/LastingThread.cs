using System.Collections.Concurrent;

namespace CacheKit.TestServers;

/// <summary>
/// A thread that lives as long as the process. The system ends a server when the thread that started it ends, which for
/// a thread of the pool is soon.
/// </summary>
internal static class LastingThread
{
    private static readonly BlockingCollection<Task> _work = Start();

    /// <summary>Does something on that thread, and waits for it.</summary>
    public static void Run(Action action)
    {
        var task = new Task(action);
        _work.Add(task);
        task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Task> Start()
    {
        var work = new BlockingCollection<Task>();
        var thread = new Thread(() =>
        {
            foreach (var task in work.GetConsumingEnumerable())
                task.RunSynchronously();
        })
        {
            IsBackground = true,
            Name = "Starts test servers",
        };
        thread.Start();
        return work;
    }
}
