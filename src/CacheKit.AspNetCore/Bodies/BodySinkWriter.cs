using System.IO.Pipelines;

namespace CacheKit.AspNetCore.Bodies;

/// <summary>The response's body as a pipe.</summary>
internal sealed class BodySinkWriter(IBodySink capture) : PipeWriter
{
    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => capture.Unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0) => capture.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => capture.GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => capture.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => capture.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        capture.WriteAndFlushAsync(source, cancellationToken);

    public override void CancelPendingFlush() => capture.Inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => capture.CompleteWriter(exception);
}
