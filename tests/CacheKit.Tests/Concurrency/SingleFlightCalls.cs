using CacheKit.Concurrency;

namespace CacheKit.Tests.Concurrency;

/// <summary>Calls of a <see cref="SingleFlight"/> as the facts below spell them.</summary>
internal static class SingleFlightCalls
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    /// <summary>A call has joined, or begun to lead, when this returns: what comes before the first wait runs inline.</summary>
    public static Task<FlightResult<T>> Ask<T>(this SingleFlight flights, string name, Func<CancellationToken, ValueTask<T>> compute) =>
        flights.RunAsync(Key<T>(name), compute, static (compute, unwanted) => compute(unwanted), CancellationToken.None).AsTask();

    /// <summary>A call of a caller who may leave.</summary>
    public static Task<FlightResult<T>> AskUntil<T>(
        this SingleFlight flights, CancellationTokenSource leaving, string name, Func<CancellationToken, ValueTask<T>> compute) =>
        flights.RunAsync(Key<T>(name), compute, static (compute, unwanted) => compute(unwanted), leaving.Token).AsTask();

    /// <summary>A factory that must not run.</summary>
    public static ValueTask<int> Never(CancellationToken unwanted) => throw new InvalidOperationException("This factory must not run.");

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Soon, TestContext.Current.CancellationToken);

    public static Task InTime(this Task task) => task.WaitAsync(Soon, TestContext.Current.CancellationToken);

    private static FlightKey Key<T>(string name) => new("scope", name, typeof(T));
}
