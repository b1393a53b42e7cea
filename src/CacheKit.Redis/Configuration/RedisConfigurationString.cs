using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using CacheKit.Configuration;
using StackExchange.Redis;

namespace CacheKit.Redis.Configuration;

/// <summary>
/// A configuration string of StackExchange.Redis: servers, then options as <c>name=value</c>, with commas between them. Its
/// own parser takes any text for a server, and repeats in its errors what it could not read, which may be a part of a
/// password: it is asked for the options only, one by one.
/// </summary>
/// <param name="options">The options, without the servers.</param>
/// <remarks>A class, not a record: it holds a password, and shows nothing.</remarks>
internal sealed class RedisConfigurationString(string options)
{
    private const string CommaInPassword = "A password that holds a comma is written in Options:Password.";

    // For hints only: which options there are, StackExchange.Redis decides.
    private static readonly string[] _known =
    [
        "abortConnect", "allowAdmin", "asyncTimeout", "channelPrefix", "checkCertificateRevocation", "configChannel", "configCheckSeconds",
        "connectRetry", "connectTimeout", "defaultDatabase", "highIntegrity", "keepAlive", "name", "password", "protocol", "proxy", "resolveDns",
        "serviceName", "setlib", "ssl", "sslHost", "sslProtocols", "syncTimeout", "tiebreaker", "tunnel", "user", "version",
    ];

    private readonly HashSet<string> _names = [.. options.Split(',').Select(NameOf)];

    /// <summary>Whether it says an option.</summary>
    public bool Says(string name) => _names.Contains(name.ToUpperInvariant());

    /// <summary>The client's options, with nothing but what the text says.</summary>
    public ConfigurationOptions MakeOptions()
    {
        var made = ConfigurationOptions.Parse($"localhost,{options}", ignoreUnknown: false);
        made.EndPoints.Clear();
        return made;
    }

    /// <summary>Reads one. No problem that is told repeats a part of the text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RedisLocation? location, [NotNullWhen(false)] out string? problem)
    {
        location = null;
        string[] parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] servers = [.. parts.TakeWhile(static part => !IsOption(part))];
        string[] options = parts[servers.Length..];
        if (!TryReadServers(servers, out var endPoints, out problem))
            return false;
        problem = options.Select(FaultOf).FirstOrDefault(static fault => fault is not null);
        if (problem is not null)
            return false;

        var native = new RedisConfigurationString(string.Join(',', options));
        location = new() { EndPoints = endPoints, Values = native.ReadValues(), Native = native };
        return true;
    }

    private static bool TryReadServers(string[] servers, out List<EndPoint> endPoints, [NotNullWhen(false)] out string? problem)
    {
        endPoints = [];
        problem = servers.Length == 0 ? "begins with an option: servers come first, as in host:6379,ssl=true." : null;
        foreach (string server in servers)
        {
            bool isSocket = server.StartsWith('!');
            if (isSocket ? RedisEndPoint.TryMakeSocket(server[1..], out var endPoint, out problem) : RedisEndPoint.TryParse(server, out endPoint, out problem))
                endPoints.Add(endPoint);
            else
                return false;
        }

        return problem is null;
    }

    private static string? FaultOf(string option)
    {
        if (!IsOption(option))
            return $"has something that is no option behind its options: servers come first, and options are written name=value. {CommaInPassword}";
        try
        {
            ConfigurationOptions.Parse($"localhost,{option}", ignoreUnknown: false);
            return null;
        }
        // An address that is none is of the one kind, all else of the other.
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            string name = option[..option.IndexOf('=', StringComparison.Ordinal)].Trim();
            return _known.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? $"has a value of the option {name} that StackExchange.Redis does not take."
                : $"has an option that StackExchange.Redis does not know. {SettingText.Suggest(name, _known)} {CommaInPassword}";
        }
    }

    private static bool IsOption(string part) => part.Contains('=', StringComparison.Ordinal);

    private static string NameOf(string option) => option.Split('=')[0].Trim().ToUpperInvariant();

    /// <summary>What it says that is an option of ours too, by our names.</summary>
    private Dictionary<string, string?> ReadValues()
    {
        var said = MakeOptions();
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Add("user", RedisOptionNames.Username, said.User);
        Add("password", RedisOptionNames.Password, said.Password);
        Add("defaultDatabase", RedisOptionNames.Database, said.DefaultDatabase?.ToString(CultureInfo.InvariantCulture));
        Add("ssl", RedisOptionNames.Ssl, said.Ssl ? "true" : "false");
        Add("sslHost", RedisOptionNames.SslHost, said.SslHost);
        Add("sslProtocols", RedisOptionNames.SslProtocols, said.SslProtocols?.ToString());
        Add("checkCertificateRevocation", RedisOptionNames.SslRevocation, said.CheckCertificateRevocation ? "true" : null);
        Add("serviceName", RedisOptionNames.ServiceName, said.ServiceName);
        Add("name", RedisOptionNames.ClientName, said.ClientName);
        Add("connectTimeout", RedisOptionNames.ConnectTimeout, Seconds(said.ConnectTimeout));
        Add("syncTimeout", RedisOptionNames.Timeout, Seconds(said.SyncTimeout));
        Add("asyncTimeout", RedisOptionNames.Timeout, Seconds(said.AsyncTimeout));
        Add("keepAlive", RedisOptionNames.KeepAlive, said.KeepAlive < 0 ? null : said.KeepAlive.ToString(CultureInfo.InvariantCulture));
        return values;

        void Add(string name, string ours, string? value)
        {
            if (Says(name) && value is not null)
                values[ours] = value;
        }
    }

    private static string Seconds(int milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
}
