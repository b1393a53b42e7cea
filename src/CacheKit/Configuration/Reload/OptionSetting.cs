namespace CacheKit.Configuration.Reload;

/// <summary>One setting, as far as it matters whether it has changed.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Text">Its value, for people and to compare it.</param>
internal sealed record OptionSetting<TOptions>(string Name, Func<TOptions, string> Text)
{
    public bool Differs(TOptions one, TOptions other) => Text(one) != Text(other);

    /// <summary>What has become of it, in words.</summary>
    /// <param name="path">The path of the section.</param>
    /// <param name="now">The options now.</param>
    /// <param name="before">Those before.</param>
    public string Describe(string path, TOptions now, TOptions before) => $"{path}:{Name} is {Text(now)} (was {Text(before)})";
}
