namespace CacheKit.TestServers;

/// <summary>
/// A real server on a free loopback port, with its data in a folder of its own. It can be stopped, killed, paused and
/// started again on the same port and data; it ends with the process that started it, however that ends.
/// </summary>
public abstract class TestServer : IAsyncDisposable
{
    /// <summary>The only address on which servers listen.</summary>
    public const string Host = "127.0.0.1";

    private const int Tries = 3;

    // For a server on a machine that has much else to do.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly string _program;
    private ServerProcess? _process;

    /// <param name="program">The full path of the server's program.</param>
    private protected TestServer(string program)
    {
        _program = program;
        Folder = new ServerFolder();
    }

    /// <summary>The port on which it listens; the same after a new start.</summary>
    public int Port { get; private set; }

    /// <summary>Whether the process runs; a paused one does.</summary>
    public bool IsRunning => _process is { HasEnded: false };

    private protected ServerFolder Folder { get; }

    /// <summary>What asks the server to end in an orderly way, without waiting for its clients to leave.</summary>
    private protected virtual int StopSignal => Signals.Terminate;

    /// <summary>What ends it soon and leaves nothing in the system, when its data is not needed any more.</summary>
    private protected virtual int AbandonSignal => Signals.Kill;

    /// <summary>Variables of its environment.</summary>
    private protected virtual IReadOnlyDictionary<string, string>? Variables => null;

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, and returns when it can be used.</summary>
    public async Task StartAsync()
    {
        if (IsRunning)
            throw new InvalidOperationException($"{_program} is running already.");
        _process?.Dispose();
        _process = ServerProcess.Start(_program, Arguments(), Variables);
        await WaitUntilReadyAsync(_process);
    }

    /// <summary>Ends it in an orderly way.</summary>
    public async Task StopAsync()
    {
        await EndAsync(StopSignal);
    }

    /// <summary>Ends it at once, as a crash does: nothing is written any more.</summary>
    public async Task KillAsync()
    {
        var process = Running;
        process.Kill();
        await process.WaitForEndAsync().WaitAsync(_patience);
    }

    /// <summary>Ends it in an orderly way and starts it again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Lets it stand still: connections stay open, new ones are taken by the system, and nobody answers.</summary>
    public void Pause() => Running.Pause();

    /// <summary>Lets it go on after <see cref="Pause"/>.</summary>
    public void Resume() => Running.Resume();

    /// <summary>Begins an outage.</summary>
    /// <param name="outage">Which.</param>
    public Task GoAwayAsync(Outage outage)
    {
        switch (outage)
        {
            case Outage.Stopped:
                return StopAsync();
            case Outage.Killed:
                return KillAsync();
            default:
                Pause();
                return Task.CompletedTask;
        }
    }

    /// <summary>Ends an outage, and returns when the server can be used.</summary>
    /// <param name="outage">Which began.</param>
    public Task ComeBackAsync(Outage outage)
    {
        if (outage != Outage.Paused)
            return StartAsync();
        Resume();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await EndAsync(AbandonSignal);
        _process?.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the data that a new server starts with.</summary>
    private protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>How the server is started: on <see cref="Host"/> and <see cref="Port"/> only, with its files in <see cref="Folder"/>.</summary>
    private protected abstract IEnumerable<string> Arguments();

    /// <summary>Uses the server once; throws while it cannot be used.</summary>
    private protected abstract Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Makes the data and starts the server for the first time.</summary>
    private protected static async Task<TServer> StartNewAsync<TServer>(TServer server)
        where TServer : TestServer
    {
        try
        {
            await server.PrepareAsync();
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private ServerProcess Running => _process is { HasEnded: false } process
        ? process
        : throw new InvalidOperationException($"{_program} is not running.");

    private async Task EndAsync(int signal)
    {
        var process = Running;
        process.Resume();
        process.Signal(signal);
        await process.WaitForEndAsync().WaitAsync(_patience);
    }

    // Between the look for a free port and the server's start another process may take it.
    private async Task StartOnFreePortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = FreePort.Find();
            try
            {
                await StartAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < Tries && !IsRunning)
            {
            }
        }
    }

    private async Task WaitUntilReadyAsync(ServerProcess process)
    {
        using var limit = new CancellationTokenSource(_patience);
        while (true)
        {
            try
            {
                await ConnectAsync(limit.Token);
                return;
            }
            catch (Exception failure)
            {
                if (process.HasEnded)
                    throw new InvalidOperationException($"{_program} ended instead of listening on port {Port}:\n{process.Output}", failure);
                if (limit.IsCancellationRequested)
                    throw new InvalidOperationException($"{_program} does not answer on port {Port}: {failure.Message}\n{process.Output}", failure);
                await Task.Delay(TimeSpan.FromMilliseconds(10));
            }
        }
    }
}
