namespace CacheKit.AspNetCore.PageCache.Keys;

/// <summary>
/// Which parameters of a query tell one page from another, and whether their order does. Names are compared as the
/// framework reads them: decoded, in any case. What counts stays as it was sent.
/// </summary>
internal sealed class QueryRules : IEquatable<QueryRules>
{
    /// <summary>What <see cref="IsPattern"/> asks for, in words.</summary>
    public const string Expected = "expected a parameter's name, or how names begin with '*' behind it, for instance 'utm_*'.";

    private readonly string[] _ignored;
    private readonly string[] _counted;
    private readonly bool _sorts;
    private readonly string _text;

    private QueryRules(string[] ignored, string[] counted, bool sorts)
    {
        _ignored = ignored;
        _counted = counted;
        _sorts = sorts;
        _text = $"{sorts} {string.Join('&', ignored)}?{string.Join('&', counted)}";
    }

    /// <param name="ignored">The parameters that do not count.</param>
    /// <param name="counted">Those that do; none for all others.</param>
    /// <param name="sorts">Whether their order does not count.</param>
    public static QueryRules? Of(IReadOnlyCollection<string> ignored, IReadOnlyCollection<string> counted, bool sorts) =>
        ignored.Count == 0 && counted.Count == 0 && !sorts ? null : new([.. ignored], [.. counted], sorts);

    /// <summary>Whether a text says which parameters are meant: a name, or how names begin with <c>*</c> behind it.</summary>
    public static bool IsPattern(string? text) => text is { Length: > 0 } && !text.AsSpan(0, text.Length - 1).Contains('*');

    /// <summary>Whether a parameter does not count.</summary>
    /// <param name="name">Its name, decoded.</param>
    /// <param name="isUnlisted">Whether it is left out since only those count that are listed; otherwise it is ignored by name.</param>
    public bool Ignores(string name, out bool isUnlisted)
    {
        var isIgnored = Matches(_ignored, name);
        isUnlisted = !isIgnored && _counted.Length > 0 && !Matches(_counted, name);
        return isIgnored || isUnlisted;
    }

    /// <summary>What counts of a query.</summary>
    /// <param name="query">The query with its question mark, or nothing.</param>
    /// <returns>Likewise.</returns>
    public string Apply(string query)
    {
        var kept = new List<(string Name, string Sent)>();
        // One question mark: a second one is part of a name, and makes another parameter of it.
        var parameters = query.StartsWith('?') ? query.AsSpan(1) : query;
        foreach (var part in parameters.Split('&'))
        {
            var sent = parameters[part];
            var name = NameOf(sent);
            if (!sent.IsEmpty && !Ignores(name, out _))
                kept.Add((name, sent.ToString()));
        }

        // Values of one name stay in their order: an application reads them as a list.
        var ordered = _sorts ? kept.OrderBy(static parameter => parameter.Name, StringComparer.OrdinalIgnoreCase) : kept.AsEnumerable();
        return kept.Count == 0 ? "" : "?" + string.Join('&', ordered.Select(static parameter => parameter.Sent));
    }

    /// <summary>What counts of a request's target: its query is thinned out, the rest stays as it was sent.</summary>
    public string ApplyToTarget(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? target : string.Concat(target.AsSpan(0, question), Apply(target[question..]));
    }

    public bool Equals(QueryRules? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as QueryRules);

    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    private static string NameOf(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        return Uri.UnescapeDataString((equals < 0 ? parameter : parameter[..equals]).ToString().Replace('+', ' '));
    }

    private static bool Matches(string[] patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*')
                ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
                : name.Equals(pattern, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
