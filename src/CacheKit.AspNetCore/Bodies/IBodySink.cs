using System.IO.Pipelines;

namespace CacheKit.AspNetCore.Bodies;

/// <summary>What becomes of a body that the application writes, whether to <see cref="BodySinkStream"/> or to <see cref="BodySinkWriter"/>.</summary>
internal interface IBodySink : IPassingBody
{
    /// <summary>How many bytes were written and not flushed.</summary>
    long Unflushed { get; }

    /// <summary>Room for the application to write into.</summary>
    Memory<byte> GetMemory(int sizeHint);

    /// <summary>So many bytes were written into the room.</summary>
    void Advance(int count);

    /// <summary>Writes to the stream.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Writes to the pipe, which flushes.</summary>
    ValueTask<FlushResult> WriteAndFlushAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Flushes the pipe.</summary>
    ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Flushes the stream.</summary>
    Task FlushStreamAsync(CancellationToken cancellationToken);

    /// <summary>Writes to the stream synchronously, where the server allows it.</summary>
    void Write(ReadOnlySpan<byte> data);

    /// <summary>Flushes the stream synchronously.</summary>
    void Flush();

    /// <summary>The application has completed the writer: nothing more comes, or it failed.</summary>
    void CompleteWriter(Exception? exception);
}
