namespace CacheKit.Concurrency;

/// <summary>
/// Who is inside which computation, and which computation waits for which: what keeps two factories that ask for each
/// other's results from waiting for ever.
/// </summary>
/// <remarks>
/// <para>Being inside flows with the <see cref="ExecutionContext"/>, into branches and child tasks too, and ends when the
/// factory has ended. A call inside no computation can wait for anything and leaves no trace here: nothing waits for it.</para>
/// <para>The graph is one for the process, not for one table: the circle may lead through several caches.</para>
/// </remarks>
internal static class FlightGraph
{
    private static readonly AsyncLocal<Flight?> _innermost = new();
    private static readonly Lock _graph = new();

    /// <summary>The innermost computation that the calling flow is inside of; null when it is inside none.</summary>
    public static Flight? Current
    {
        get
        {
            var flight = _innermost.Value;
            while (flight is { HasEnded: true })
                flight = flight.Enclosing;
            return flight;
        }
    }

    /// <summary>The calling flow is inside the flight from here on; call it in an async method, whose end restores the flow.</summary>
    public static void Enter(Flight flight) => _innermost.Value = flight;

    /// <summary>
    /// Lets a call inside one flight wait for another, unless that one waits, directly or through others, for the first.
    /// The check and the new wait are one step: of two flows that would close a circle, the second sees the first.
    /// </summary>
    /// <param name="flight">The flight to wait for.</param>
    /// <param name="inside">The flight that the call is made inside of.</param>
    /// <param name="landing">Ends with the flight; null when the flight cannot be joined any more, or not without a circle.</param>
    /// <returns>Whether waiting would close a circle.</returns>
    public static bool IsCircular<T>(Flight<T> flight, Flight inside, out Task<Landing<T>>? landing)
    {
        lock (_graph)
        {
            landing = null;
            if (WaitsFor(flight, inside))
                return true;

            landing = flight.TryJoin();
            if (landing is not null)
                (flight.WaitingFlights ??= []).Add(inside);
            return false;
        }
    }

    /// <summary>A call inside one flight no longer waits for another.</summary>
    public static void Leave(Flight flight, Flight inside)
    {
        lock (_graph)
            flight.WaitingFlights?.Remove(inside);
    }

    // Walks backwards: those inside whom `inside` was started need its end, and those who wait for it do.
    private static bool WaitsFor(Flight flight, Flight inside)
    {
        var seen = new HashSet<Flight> { inside };
        var left = new Stack<Flight>(seen);
        while (left.TryPop(out var current))
        {
            if (ReferenceEquals(current, flight))
                return true;
            if (current.Enclosing is { } enclosing && seen.Add(enclosing))
                left.Push(enclosing);
            if (current.HasEnded || current.WaitingFlights is not { } waiting)
                continue;
            foreach (var other in waiting)
            {
                if (seen.Add(other))
                    left.Push(other);
            }
        }

        return false;
    }
}
