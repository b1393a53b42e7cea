namespace CacheKit.Benchmarks.Operations;

/// <summary>What CacheKit has to reach in an operation.</summary>
/// <param name="Title">The operation in words.</param>
/// <param name="TimesFloor">The most time, in times of the floor's.</param>
/// <param name="Bytes">The most bytes to be allocated for each operation; null where nothing is demanded.</param>
/// <param name="CopiesFloor">Whether the floor that counts is a dictionary whose user copies what it gives.</param>
internal sealed record OperationBound(string Title, double TimesFloor, double? Bytes = null, bool CopiesFloor = false)
{
    /// <summary>An array of 1,024 bytes with its header.</summary>
    private const double CopyOfBytes = 1024 + 24;

    public static OperationBound Of(Operation operation) => operation switch
    {
        Operation.GetText => new("Hit of a string", 2.6, Bytes: 0),
        Operation.GetNumber => new("Hit of an int", 2.6, Bytes: 0),
        Operation.GetBytes => new("Hit of 1 KiB of bytes", 1.0, CopyOfBytes, CopiesFloor: true),
        Operation.GetProfile => new("Hit of an object of eight properties", 30),
        Operation.Miss => new("Miss", 1.8, Bytes: 0),
        Operation.SetText => new("Set of a string", 2.5),
        Operation.SetProfile => new("Set of an object of eight properties", 20),
        Operation.GetOrSetText => new("Get-or-set of a string that is there", 2.6, Bytes: 0),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };
}
