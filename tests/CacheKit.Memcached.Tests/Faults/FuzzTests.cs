using System.Net.Sockets;
using System.Text;
using CacheKit.Memcached.Tests.Servers;

namespace CacheKit.Memcached.Tests.Faults;

/// <summary>Servers that answer by chance: no caller waits for ever, and none gets what another asked for.</summary>
public sealed class FuzzTests
{
    private const int Callers = 8;
    private const int CallsOfEach = 40;

    // Some answers never come.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, MemcachedProtocol.Meta)]
    [InlineData(2, MemcachedProtocol.Meta)]
    [InlineData(3, MemcachedProtocol.Binary)]
    [InlineData(4, MemcachedProtocol.Binary)]
    public async Task Arbitrary_bytes_answer_nobody(int seed, MemcachedProtocol protocol)
    {
        await using var server = new ScriptedServer(stream => AnswerArbitrarilyAsync(stream, seed));
        await using var client = server.NewClient(options => (options.Protocol, options.OperationTimeout) = (protocol, _patience));

        int answered = await CallAsync(client);

        Assert.Equal(0, answered);
    }

    /// <summary>
    /// Each request for key N is answered by value N, some of them late, twice, never, cut off, or for another. A true value
    /// may come; a false one must not.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_caller_gets_the_answer_to_another(int seed)
    {
        int connection = 0;
        await using var server = new ScriptedServer(stream => AnswerFaultilyAsync(stream, new Random(seed * 1000 + Interlocked.Increment(ref connection))));
        await using var client = server.NewClient(static options => options.OperationTimeout = _patience);

        int answered = await CallAsync(client);

        Assert.InRange(answered, 1, Callers * CallsOfEach);
    }

    /// <returns>How many calls got their own value.</returns>
    private static async Task<int> CallAsync(MemcachedClient client)
    {
        int answered = 0;
        await Parallel.ForAsync(
            0, Callers, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Token }, async (caller, cancellationToken) =>
        {
            for (int call = 0; call < CallsOfEach; call++)
            {
                string key = $"key-{caller}-{call}";
                try
                {
                    if (await client.GetAsync(key, cancellationToken) is { } value)
                    {
                        Assert.Equal(key, Encoding.ASCII.GetString(value));
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (MemcachedException)
                {
                    // The connection was closed; the next call makes another.
                }
            }
        });
        return answered;
    }

    private static async Task AnswerArbitrarilyAsync(NetworkStream stream, int seed)
    {
        var random = new Random(seed);
        byte[] buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) > 0)
        {
            byte[] answer = new byte[random.Next(1, 5000)];
            random.NextBytes(answer);
            await stream.WriteAsync(answer);
        }
    }

    private static async Task AnswerFaultilyAsync(NetworkStream stream, Random random)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        string? kept = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            // A server that has failed is asked whether it is there.
            if (line == "mn")
            {
                await stream.WriteAsync("MN\r\n"u8.ToArray());
                continue;
            }

            // mg <key> v f O<number>
            string[] parts = line.Split(' ');
            string answer = $"VA {parts[1].Length} f0 {parts[^1]}\r\n{parts[1]}\r\n";
            switch (random.Next(16))
            {
                case 0:
                    answer += answer;
                    break;
                case 1:
                    (answer, kept) = (kept ?? "", answer);
                    break;
                case 2:
                    answer = answer[..random.Next(answer.Length)];
                    break;
                case 3:
                    answer = $"VA {parts[1].Length} f0 O{random.Next(50)}\r\n{parts[1]}\r\n";
                    break;
                case 4:
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer[..5]));
                    return;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }
}
