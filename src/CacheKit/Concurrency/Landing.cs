using System.Runtime.ExceptionServices;

namespace CacheKit.Concurrency;

/// <summary>How a computation ended, as its waiters are told: a value, an exception, or that one of them has to take over.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal readonly struct Landing<T>
{
    private readonly T _value;
    private readonly ExceptionDispatchInfo? _failure;

    private Landing(T value, ExceptionDispatchInfo? failure, bool handedOver)
    {
        _value = value;
        _failure = failure;
        HandedOver = handedOver;
    }

    /// <summary>The leader was cancelled before it had a result.</summary>
    public static Landing<T> HandOver => new(default!, null, handedOver: true);

    /// <summary>Whether nobody has a result, and a waiter has to take over.</summary>
    public bool HandedOver { get; }

    public static Landing<T> Success(T value) => new(value, null, handedOver: false);

    public static Landing<T> Failure(Exception exception) => new(default!, ExceptionDispatchInfo.Capture(exception), handedOver: false);

    /// <summary>The value; throws the computation's own exception, with the stack it was first thrown with, when it failed.</summary>
    public T GetValue()
    {
        _failure?.Throw();
        return _value;
    }
}
