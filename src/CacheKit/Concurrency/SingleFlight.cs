using System.Collections.Concurrent;

namespace CacheKit.Concurrency;

/// <summary>Runs one computation per key at a time; callers that come meanwhile wait for its result.</summary>
/// <remarks>
/// <para>The computation runs on its leader's own flow, with the leader's services and context. Each waiter has its own
/// cancellation, which only detaches it. The computation's token fires when nobody wants its result any more.</para>
/// <para>A leader alone is cancelled at once, even where its factory ignores the token: such a factory is abandoned, its
/// result belongs to nobody, and the next caller starts anew. A leader with waiters stays until its factory has ended.</para>
/// <para>When the computation fails, its waiters get its exception; when it was cancelled with its leader, one of them
/// takes over with its own. A call inside a computation that waits for it computes by itself.</para>
/// </remarks>
internal sealed class SingleFlight
{
    private readonly ConcurrentDictionary<FlightKey, Flight> _flights = new();

    /// <summary>Whether nothing is being computed.</summary>
    public bool IsEmpty => _flights.IsEmpty;

    /// <summary>Computes a value, or waits for the computation that runs under the same key.</summary>
    /// <param name="key">What the computation is for.</param>
    /// <param name="state">What <paramref name="compute"/> needs.</param>
    /// <param name="compute">Makes the value. Its token fires when nobody wants the value any more.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public ValueTask<FlightResult<T>> RunAsync<TState, T>(
        FlightKey key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> compute,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlightResult<T>>(cancellationToken);

        var inside = FlightGraph.Current;
        var flight = Board<T>(key, inside, cancellationToken, out var landing);
        return landing is null
            ? LeadAsync(key, flight, state, compute)
            : WaitAsync(key, flight, landing, inside, state, compute, cancellationToken);
    }

    /// <summary>Finds the flight to wait for, or makes the one to lead (then <paramref name="landing"/> is null).</summary>
    private Flight<T> Board<T>(FlightKey key, Flight? inside, CancellationToken leader, out Task<Landing<T>>? landing)
    {
        while (true)
        {
            landing = null;
            if (!_flights.TryGetValue(key, out var found))
            {
                var own = new Flight<T>(inside, leader);
                if (_flights.TryAdd(key, own))
                    return own;
                continue;
            }

            var flight = (Flight<T>)found;
            if (inside is null)
                landing = flight.TryJoin();
            else if (FlightGraph.IsCircular(flight, inside, out landing))
                return new Flight<T>(inside, leader); // led, but in no table: nobody else waits for it

            if (landing is not null)
                return flight;
            Remove(key, flight); // landed or abandoned, and whoever has to remove it has not come to it yet
        }
    }

    private ValueTask<FlightResult<T>> LeadAsync<TState, T>(
        FlightKey key, Flight<T> flight, TState state, Func<TState, CancellationToken, ValueTask<T>> compute)
    {
        if (!flight.Leader.CanBeCanceled)
            return FlyAsync(key, flight, state, compute);

        var watch = flight.WatchLeader();
        var flying = FlyAsync(key, flight, state, compute);
        if (!flying.IsCompleted)
            return UnlessAbandonedAsync(key, flight, flying.AsTask(), watch);

        watch.Unregister();
        return flying;
    }

    // Setting the flow stays within this method: an async method restores its caller's flow, also when it ends synchronously.
    private async ValueTask<FlightResult<T>> FlyAsync<TState, T>(
        FlightKey key, Flight<T> flight, TState state, Func<TState, CancellationToken, ValueTask<T>> compute)
    {
        T value;
        try
        {
            FlightGraph.Enter(flight);
            value = await compute(state, flight.Unwanted).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var cancelled = exception is OperationCanceledException && flight.Leader.IsCancellationRequested;
            Remove(key, flight);
            flight.Land(cancelled ? Landing<T>.HandOver : Landing<T>.Failure(exception));
            if (cancelled)
                throw new OperationCanceledException(exception.Message, exception, flight.Leader); // the caller knows its own token only
            throw;
        }

        Remove(key, flight);
        flight.Land(Landing<T>.Success(value));
        return new FlightResult<T>(value, Led: true);
    }

    private async ValueTask<FlightResult<T>> UnlessAbandonedAsync<T>(
        FlightKey key, Flight<T> flight, Task<FlightResult<T>> flying, CancellationTokenRegistration watch)
    {
        var first = await Task.WhenAny(flying, flight.WhenAbandoned()).ConfigureAwait(false);

        // Not Dispose, which waits for the callback: it may be just what runs the factory's last steps.
        watch.Unregister();
        if (first == flying)
            return await flying.ConfigureAwait(false);

        Remove(key, flight);
        flying.Forget();
        throw new OperationCanceledException(flight.Leader);
    }

    private async ValueTask<FlightResult<T>> WaitAsync<TState, T>(
        FlightKey key,
        Flight<T> flight,
        Task<Landing<T>> landing,
        Flight? inside,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> compute,
        CancellationToken cancellationToken)
    {
        var waiting = landing;
        while (waiting is not null)
        {
            Landing<T> landed;
            try
            {
                landed = await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (inside is not null)
                    FlightGraph.Leave(flight, inside);
                flight.Leave();
            }

            if (!landed.HandedOver)
                return new FlightResult<T>(landed.GetValue(), Led: false);

            // The leader was cancelled: the first waiter to come here leads, the others wait for it.
            cancellationToken.ThrowIfCancellationRequested();
            flight = Board(key, inside, cancellationToken, out waiting);
        }

        return await LeadAsync(key, flight, state, compute).ConfigureAwait(false);
    }

    private void Remove(FlightKey key, Flight flight) => _flights.TryRemove(new KeyValuePair<FlightKey, Flight>(key, flight));
}
