using System.Globalization;
using CacheKit.Configuration;

namespace CacheKit.Backends;

/// <summary>
/// Reads the options of one alias by name. A name is found in every spelling of it: case and underscores do not count
/// (<c>no_delay</c> is <c>NoDelay</c>). An option that cannot be read is reported with its full path and its value, and
/// reads as if it were left out, so that the faults of all aliases are shown at once.
/// </summary>
public sealed class CacheOptionReader
{
    private readonly IReadOnlyDictionary<string, string?> _values;
    private readonly ICollection<string> _errors;

    // The first part of each key as it is spelt, by its normal form.
    private readonly Dictionary<string, string> _spelled = new(StringComparer.Ordinal);

    /// <summary>A reader of one section.</summary>
    /// <param name="path">The section's full path.</param>
    /// <param name="values">Its values by their paths within it, parts divided by colons.</param>
    /// <param name="spellings">Names that stand for other names.</param>
    /// <param name="errors">Takes what is wrong.</param>
    internal CacheOptionReader(
        string path,
        IReadOnlyDictionary<string, string?> values,
        IReadOnlyDictionary<string, string> spellings,
        ICollection<string> errors)
    {
        Path = path;
        _values = values;
        _errors = errors;
        Names = [.. values.Keys.Select(FirstPart).Distinct(StringComparer.OrdinalIgnoreCase)];
        foreach (var name in Names)
        {
            var normal = Spelling.Normalize(spellings.FirstOrDefault(spelling => Spelling.AreSame(spelling.Key, name)).Value ?? name);
            if (!_spelled.TryAdd(normal, name) && !HoldTheSame(_spelled[normal], name))
                _errors.Add($"{Path}:{_spelled[normal]} and {Path}:{name} are two spellings of one setting with different values: keep one of them.");
        }
    }

    /// <summary>The full path of the section that is read, for instance <c>Caches:default:Options</c>.</summary>
    public string Path { get; }

    /// <summary>The names that were given, as they are spelt.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>For sections in which only case and underscores differ.</summary>
    internal static IReadOnlyDictionary<string, string> NoSpellings { get; } = new Dictionary<string, string>();

    /// <summary>All values by their paths within the section.</summary>
    internal IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>Whether an option was given; a null counts as given.</summary>
    /// <param name="name">Its name.</param>
    public bool Contains(string name) => _spelled.ContainsKey(Spelling.Normalize(name));

    /// <summary>The full path of an option as it is spelt, for messages.</summary>
    /// <param name="name">Its name.</param>
    public string PathOf(string name) =>
        $"{Path}:{(_spelled.TryGetValue(Spelling.Normalize(name), out var spelled) ? spelled : name)}";

    /// <summary>Reports that an option is wrong.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="problem">What is wrong and what would be right, to follow the path: <c>must be an absolute path</c>.</param>
    public void AddError(string name, string problem) => _errors.Add($"{PathOf(name)} {problem}");

    /// <summary>A text; null when it is left out.</summary>
    /// <param name="name">Its name.</param>
    public string? GetString(string name) => TryGetString(name, out var text) ? text : null;

    /// <summary><c>true</c> or <c>false</c>; null when it is left out or wrong.</summary>
    /// <param name="name">Its name.</param>
    public bool? GetBoolean(string name)
    {
        if (GetString(name) is not { } text)
            return null;
        if (bool.TryParse(text, out var value))
            return value;
        AddError(name, $"is {SettingText.Quote(text)}; expected true or false.");
        return null;
    }

    /// <summary>A whole number; null when it is left out or wrong.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="minimum">The least that is right.</param>
    /// <param name="maximum">The most that is right.</param>
    public int? GetInt32(string name, int minimum = int.MinValue, int maximum = int.MaxValue) =>
        (int?)GetInt64(name, minimum, maximum);

    /// <summary>A whole number; null when it is left out or wrong.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="minimum">The least that is right.</param>
    /// <param name="maximum">The most that is right.</param>
    public long? GetInt64(string name, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        if (GetString(name) is not { } text)
            return null;
        if (SettingText.TryReadWholeNumber(text, out var number) && number >= minimum && number <= maximum)
            return number;
        AddError(name, string.Create(CultureInfo.InvariantCulture, $"is {SettingText.Quote(text)}; expected a whole number from {minimum} to {maximum}."));
        return null;
    }

    /// <summary>A time given as a number of seconds, zero or more, fractions allowed; null when it is left out or wrong.</summary>
    /// <param name="name">Its name.</param>
    public TimeSpan? GetSeconds(string name)
    {
        if (GetString(name) is not { } text)
            return null;
        if (SettingText.TryReadSeconds(text, out var time) && time >= TimeSpan.Zero)
            return time;
        AddError(name, $"is {SettingText.Quote(text)}; expected a number of seconds, zero or more, for instance 1.5.");
        return null;
    }

    /// <summary>The name of an enumeration's member, in any case; null when it is left out or wrong.</summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <param name="name">Its name.</param>
    public TEnum? GetEnum<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (GetString(name) is not { } text)
            return null;
        if (SettingText.TryReadName(text, out TEnum value))
            return value;
        var known = SettingText.Names<TEnum>();
        var nearest = Spelling.Nearest(text, known) is { } near ? $" Did you mean '{near}'?" : "";
        AddError(name, $"is {SettingText.Quote(text)}; expected {string.Join(", ", known)}.{nearest}");
        return null;
    }

    /// <summary>The options within an option, for instance memcached's <c>behaviors</c>; empty when it is left out.</summary>
    /// <param name="name">Its name.</param>
    public CacheOptionReader GetSection(string name)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (_spelled.TryGetValue(Spelling.Normalize(name), out var spelled))
        {
            foreach (var key in Below(spelled))
                values[key] = _values[$"{spelled}:{key}"];
            if (_values.GetValueOrDefault(spelled) is { Length: > 0 } text)
                AddError(name, $"is {SettingText.Quote(text)}; expected a section.");
        }

        return new CacheOptionReader(PathOf(name), values, NoSpellings, _errors);
    }

    /// <summary>A text, with a null told from what is left out or wrong.</summary>
    internal bool TryGetString(string name, out string? text)
    {
        text = null;
        if (!_spelled.TryGetValue(Spelling.Normalize(name), out var spelled))
            return false;
        if (Below(spelled) is [var first, ..])
        {
            AddError(name, $"must be one value, but there is also {PathOf(spelled)}:{first}.");
            return false;
        }

        text = _values.GetValueOrDefault(spelled);
        return true;
    }

    /// <summary>One text, or the elements of a list in their order; neither when it is left out or wrong.</summary>
    internal (string? Text, IReadOnlyList<string> Elements) GetTextOrList(string name)
    {
        if (!_spelled.TryGetValue(Spelling.Normalize(name), out var spelled))
            return (null, []);
        var places = Below(spelled);
        var text = _values.GetValueOrDefault(spelled);
        if (places is [])
            return (text, []);

        if (text is not null)
            AddError(
                name,
                $"is both one text and a list ({PathOf(spelled)}:{places[0]}). Lists of several sources merge element by element: to replace a list, "
                + "write all of it as one text where it stands first.");
        else if (places.Find(static place => !int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out _)) is { } odd)
            AddError(name, $"must be a text or a list of texts, but there is {PathOf(spelled)}:{odd}.");
        else
            return (null, [.. places.Select(place => _values[$"{spelled}:{place}"]).OfType<string>()]);
        return (null, []);
    }

    internal static string FirstPart(string key) => key.IndexOf(':', StringComparison.Ordinal) is >= 0 and var end ? key[..end] : key;

    private List<string> Below(string spelled) =>
        [.. _values.Keys
            .Where(key => key.Length > spelled.Length && key[spelled.Length] == ':' && key.StartsWith(spelled, StringComparison.OrdinalIgnoreCase))
            .Select(key => key[(spelled.Length + 1)..])];

    private bool HoldTheSame(string one, string other) =>
        _values.GetValueOrDefault(one) == _values.GetValueOrDefault(other)
        && Below(one) is var first
        && Below(other) is var second
        && first.Count == second.Count
        && first.All(key => _values.TryGetValue($"{other}:{key}", out var value) && value == _values[$"{one}:{key}"]);
}
