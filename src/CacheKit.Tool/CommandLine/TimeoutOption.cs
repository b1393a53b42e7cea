using System.CommandLine;
using System.CommandLine.Parsing;
using CacheKit.Configuration;

namespace CacheKit.Tool.CommandLine;

/// <summary>How long an entry is to live: seconds, or <c>never</c>.</summary>
internal sealed class TimeoutOption : Option<CacheTimeout>
{
    public TimeoutOption()
        : base("--timeout", "-t")
    {
        Description = "Seconds that the entry lives, fractions allowed, or never; 0 or less: it is not kept. Left out: the alias's own.";
        HelpName = "seconds|never";
        CustomParser = Parse;
        Arity = ArgumentArity.ExactlyOne;
    }

    private static CacheTimeout Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (string.Equals(text, "never", StringComparison.OrdinalIgnoreCase))
            return CacheTimeout.Never;
        if (SettingText.TryReadSeconds(text, out var time))
            return time;
        result.AddError($"--timeout {SettingText.Quote(text)}: expected a number of seconds (300, 0.5) or never.");
        return default;
    }
}
