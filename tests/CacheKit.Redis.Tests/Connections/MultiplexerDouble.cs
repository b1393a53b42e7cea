using System.Net;
using System.Reflection;
using StackExchange.Redis;

namespace CacheKit.Redis.Tests.Connections;

/// <summary>A multiplexer without servers, which lets the fact refuse commands and decide when it has looked at its servers.</summary>
public class MultiplexerDouble : DispatchProxy
{
    private readonly Queue<TaskCompletionSource<bool>> _looks = [];

    private EventHandler<RedisErrorEventArgs>? _refused;

    /// <summary>Whether it was closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>How often it was asked to look at its servers.</summary>
    public int Looks { get; private set; }

    public static (IConnectionMultiplexer Multiplexer, MultiplexerDouble Double) Make()
    {
        var made = Create<IConnectionMultiplexer, MultiplexerDouble>();
        return (made, (MultiplexerDouble)(object)made);
    }

    /// <summary>A server refuses a command.</summary>
    public void Refuse(string words) => _refused?.Invoke(this, new RedisErrorEventArgs(this, new DnsEndPoint("cache", 6379), words));

    /// <summary>Ends the oldest look that has not ended.</summary>
    public void EndLook() => _looks.Dequeue().SetResult(true);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case "add_ErrorMessage":
                _refused += (EventHandler<RedisErrorEventArgs>)args![0]!;
                return null;
            case "remove_ErrorMessage":
                _refused -= (EventHandler<RedisErrorEventArgs>)args![0]!;
                return null;
            case nameof(IConnectionMultiplexer.ConfigureAsync):
                Looks++;
                _looks.Enqueue(new(TaskCreationOptions.RunContinuationsAsynchronously));
                return _looks.Last().Task;
            case nameof(IAsyncDisposable.DisposeAsync):
                IsClosed = true;
                return default(ValueTask);
            default:
                throw new NotSupportedException(targetMethod.Name);
        }
    }
}
