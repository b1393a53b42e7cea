using System.Globalization;
using System.Text;
using CacheKit.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace CacheKit.AspNetCore.Headers;

/// <summary>Says more in a <c>Cache-Control</c> field (Django's <c>patch_cache_control</c>); what is not spoken of stays, byte for byte.</summary>
internal sealed class CacheControlPatch
{
    private readonly CacheControlOptions _options;

    /// <exception cref="ArgumentException">It contradicts itself, or names what is no field.</exception>
    public CacheControlPatch(CacheControlOptions options)
    {
        if (options is { Public: true, Private: true })
            throw new ArgumentException("Cache-Control: public and private exclude each other; say one of them.", nameof(options));
        foreach (var name in options.NoCacheFields)
        {
            if (!HeaderSyntax.IsName(name))
                throw new ArgumentException($"Cache-Control: no-cache names '{name}', which is no header field.", nameof(options));
        }

        _options = options;
    }

    public void Apply(IHeaderDictionary headers)
    {
        var said = headers.CacheControl;
        var text = new StringBuilder();
        var names = new List<string>();
        var isNoCache = _options.NoCache;
        foreach (var line in said)
        {
            var reader = new CacheDirectiveReader(line);
            while (reader.MoveNext())
            {
                var directive = reader.Current;
                if (directive.Is("no-cache"))
                {
                    isNoCache |= directive.Unquoted.IsEmpty;
                    AddNames(names, directive.Unquoted.ToString());
                }
                // After a quoted string without an end nothing that follows would be read.
                else if (!reader.IsBroken && !IsReplaced(directive))
                {
                    Append(text, directive.Text);
                }
            }
        }

        AppendTimes(text, CacheControl.Read(said).MaxAge);
        AppendNoCache(text, names, isNoCache);
        AppendWords(text);
        headers.CacheControl = text.ToString();
    }

    private bool IsReplaced(in CacheDirective directive) =>
        (directive.Is("max-age") && _options.MaxAge is not null)
        || (directive.Is("s-maxage") && _options.SharedMaxAge is not null)
        || (directive.Is("stale-while-revalidate") && _options.StaleWhileRevalidate is not null)
        || (directive.Is("stale-if-error") && _options.StaleIfError is not null)
        || (directive.Is("private") && (_options.Public || _options.Private))
        || (directive.Is("public") && (_options.Public || _options.Private))
        || (directive.Is("no-store") && _options.NoStore)
        || (directive.Is("must-revalidate") && _options.MustRevalidate)
        || (directive.Is("proxy-revalidate") && _options.ProxyRevalidate)
        || (directive.Is("no-transform") && _options.NoTransform)
        || (directive.Is("immutable") && _options.Immutable);

    private void AppendTimes(StringBuilder text, DeltaSeconds stated)
    {
        if (_options.MaxAge is { } maxAge)
        {
            // What is stated and cannot be read is stale, so nothing is smaller.
            var seconds = stated.IsStated ? Math.Min(Of(maxAge), stated.Seconds ?? 0) : Of(maxAge);
            AppendTime(text, "max-age", TimeSpan.FromSeconds(seconds));
        }

        AppendTime(text, "s-maxage", _options.SharedMaxAge);
        AppendTime(text, "stale-while-revalidate", _options.StaleWhileRevalidate);
        AppendTime(text, "stale-if-error", _options.StaleIfError);
    }

    private void AppendNoCache(StringBuilder text, List<string> names, bool isNoCache)
    {
        foreach (var name in _options.NoCacheFields)
            AddNames(names, name);
        if (isNoCache)
            Append(text, "no-cache");
        else if (names.Count > 0)
            Append(text, $"no-cache=\"{string.Join(", ", names)}\"");
    }

    private void AppendWords(StringBuilder text)
    {
        if (_options.NoStore)
            Append(text, "no-store");
        if (_options.MustRevalidate)
            Append(text, "must-revalidate");
        if (_options.ProxyRevalidate)
            Append(text, "proxy-revalidate");
        if (_options.NoTransform)
            Append(text, "no-transform");
        if (_options.Immutable)
            Append(text, "immutable");
        if (_options.Private)
            Append(text, "private");
        if (_options.Public)
            Append(text, "public");
    }

    private static void AddNames(List<string> names, string list)
    {
        foreach (var name in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                names.Add(name);
        }
    }

    private static void AppendTime(StringBuilder text, string name, TimeSpan? time)
    {
        if (time is { } stated)
            Append(text, string.Create(CultureInfo.InvariantCulture, $"{name}={Of(stated)}"));
    }

    private static int Of(TimeSpan time) => Math.Max(0, Seconds.Whole(time));

    private static void Append(StringBuilder text, ReadOnlySpan<char> directive)
    {
        if (text.Length > 0)
            text.Append(", ");
        text.Append(directive);
    }
}
