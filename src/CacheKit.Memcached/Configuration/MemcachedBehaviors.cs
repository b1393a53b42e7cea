using CacheKit.Backends;
using CacheKit.Configuration;

namespace CacheKit.Memcached.Configuration;

/// <summary>What pylibmc's <c>behaviors</c> say. Its times are in milliseconds, microseconds and seconds, as there.</summary>
internal sealed class MemcachedBehaviors
{
    public const string Ketama = "ketama";
    public const string KetamaWeighted = "ketama_weighted";
    public const string Distributions = "distribution";
    public const string Hash = "hash";
    public const string KetamaHash = "ketama_hash";
    public const string SortHosts = "_sort_hosts";
    public const string Binary = "binary";
    public const string ConnectTimeout = "connect_timeout";
    public const string ReceiveTimeout = "receive_timeout";
    public const string RetryTimeout = "retry_timeout";
    public const string DeadTimeout = "dead_timeout";
    public const string FailureLimit = "failure_limit";
    public const string RemoveFailed = "remove_failed";
    public const string AutoEject = "auto_eject";

    private const string OwnTransport = "the client has a transport of its own";
    private const string Collected = "requests that are there at the same time go out together anyway";

    private static readonly string[] _ofEffect =
    [
        Ketama, KetamaWeighted, Distributions, Hash, KetamaHash, SortHosts, Binary, ConnectTimeout, ReceiveTimeout, RetryTimeout, DeadTimeout,
        FailureLimit, RemoveFailed, AutoEject,
    ];

    /// <summary>What has no effect, and why.</summary>
    public static IReadOnlyDictionary<string, string> WithoutEffect { get; } = new Dictionary<string, string>
    {
        ["tcp_nodelay"] = "a connection collects by itself, so that TCP_NODELAY is always on",
        ["tcp_keepalive"] = "an idle connection is asked for a sign of life",
        ["no_block"] = "no call blocks",
        ["buffer_requests"] = Collected,
        ["_noreply"] = Collected,
        ["cas"] = "it is asked for where it is needed",
        ["verify_keys"] = "keys are always checked",
        ["send_timeout"] = "a call has one time limit, receive_timeout",
        ["_poll_timeout"] = "a call has one time limit, receive_timeout",
        ["num_replicas"] = "each key is on one server",
        ["pickle_protocol"] = "nothing is pickled",
        ["_hash_with_prefix_key"] = "the whole key is hashed",
        ["_io_bytes_watermark"] = OwnTransport,
        ["_io_key_prefetch"] = OwnTransport,
        ["_io_msg_watermark"] = OwnTransport,
        ["_socket_recv_size"] = OwnTransport,
        ["_socket_send_size"] = OwnTransport,
    };

    private readonly CacheOptionReader _section;

    private MemcachedBehaviors(CacheOptionReader section) => _section = section;

    /// <summary>Reads the section; reports what nobody knows.</summary>
    public static MemcachedBehaviors Read(CacheOptionReader section)
    {
        string[] known = [.. _ofEffect, .. WithoutEffect.Keys];
        foreach (string name in section.Names)
        {
            if (!Array.Exists(known, other => Spelling.AreSame(other, name)))
                section.AddError(name, $"is unknown. {SettingText.Suggest(name, known)}");
        }

        return new(section);
    }

    public string PathOf(string name) => _section.PathOf(name);

    public bool Contains(string name) => _section.Contains(name);

    public string? GetText(string name) => _section.GetString(name) is { Length: > 0 } text ? text : null;

    public void AddError(string name, string problem) => _section.AddError(name, problem);

    /// <summary>Yes or no: <c>true</c> and <c>false</c>, and Python's 1 and 0; more failures than one are as good as one.</summary>
    public bool? GetSwitch(string name) =>
        GetText(name) is { } text && SettingText.TryReadWholeNumber(text, out long number) ? number != 0 : _section.GetBoolean(name);

    public int? GetNumber(string name) => _section.GetInt32(name, minimum: 0);

    /// <summary>A time in a unit of its own; 0 is the default, as in libmemcached.</summary>
    public TimeSpan? GetTime(string name, TimeSpan unit) =>
        _section.GetInt64(name, minimum: 0, maximum: int.MaxValue) is > 0 and var number ? unit * number : null;
}
