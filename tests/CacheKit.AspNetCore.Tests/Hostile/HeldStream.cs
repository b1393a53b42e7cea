namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>A body that goes nowhere, and whose asynchronous writes last until somebody lets them go.</summary>
internal sealed class HeldStream(Task released) : MemoryStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(released);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
    }
}
