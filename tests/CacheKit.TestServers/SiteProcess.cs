using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheKit.TestServers;

/// <summary>A web application as a process of its own; ends with this object.</summary>
public sealed class SiteProcess : IAsyncDisposable
{
    private const string AddressMark = "Now listening on: ";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _printed = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="start">What to start, with a free port of the loopback address to listen on.</param>
    public SiteProcess(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        // Read to the end, so that a site with much to say never waits for a reader.
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The address that it prints when it listens.</summary>
    /// <exception cref="InvalidOperationException">It has ended without one, or takes too long.</exception>
    public async Task<Uri> ReadAddressAsync()
    {
        try
        {
            return await _address.Task.WaitAsync(_patience);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException("The site has printed no address yet:\n" + string.Join('\n', _printed));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            _address.TrySetException(new InvalidOperationException("The site ended without printing its address:\n" + string.Join('\n', _printed)));
        else if (line.IndexOf(AddressMark, StringComparison.Ordinal) is >= 0 and var index)
            _address.TrySetResult(new Uri(line[(index + AddressMark.Length)..]));
        else
            Note(line);
    }

    private void Note(string? line)
    {
        if (line is not null)
            _printed.Enqueue(line);
    }
}
