using System.Runtime.CompilerServices;

namespace CacheKit.Benchmarks.Candidates;

/// <summary>What an <c>await</c> does with a call that has completed, without the state machine around it.</summary>
internal static class CompletedValueTask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Awaited<T>(this in ValueTask<T> task) =>
        task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Awaited(this in ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
            task.AsTask().GetAwaiter().GetResult();
    }
}
