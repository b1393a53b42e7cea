using System.Globalization;
using CacheKit.AspNetCore.PageCache.Keys;

namespace CacheKit.AspNetCore.Dashboard.Inspection;

/// <summary>What the canonical text of a page's key says of it (<see cref="PageKey"/> draws it).</summary>
/// <param name="Method">The method.</param>
/// <param name="Scheme">The scheme.</param>
/// <param name="Host">The host, with its port.</param>
/// <param name="Target">Path and query as they were sent, or what counts of them.</param>
/// <param name="Culture">The culture; null without request localization.</param>
/// <param name="KeyPrefix">The prefix of its key.</param>
/// <param name="IsOfOneUser">Whether it was made for one user.</param>
internal sealed record PageAddress(string Method, string Scheme, string Host, string Target, string? Culture, string KeyPrefix, bool IsOfOneUser)
{
    /// <summary>The whole URL.</summary>
    public string Url => Target.StartsWith('/') ? $"{Scheme}://{Host}{Target}" : Target;

    /// <summary>Reads a canonical text; null where it is none.</summary>
    public static PageAddress? Read(string canonical)
    {
        if (!canonical.StartsWith(PageKey.Mark, StringComparison.Ordinal))
            return null;
        var reader = new Reader(canonical, PageKey.Mark.Length);
        var (method, scheme, host) = (reader.Text(), reader.Text(), reader.Values());
        var isRewritten = reader.Skip('~');
        var target = reader.Text();
        if (isRewritten)
            (_, _, _) = (reader.Text(), reader.Text(), reader.Text());
        var culture = reader.Text();
        if (culture is not null && reader.Text() is { } uiCulture && uiCulture != culture)
            culture = $"{culture} ({uiCulture})";
        var prefix = reader.Text();
        return reader.HasFailed || method is null || target is null
            ? null
            : new(method, scheme ?? "", host, target, culture, prefix ?? "", ReadUser(ref reader));
    }

    private static bool ReadUser(ref Reader reader)
    {
        if (reader.Skip('z'))
            (_, _) = (reader.Text(), reader.Text());
        if (reader.Skip('v'))
            reader.Text();
        return reader.Skip('u') && reader.Text() is not null;
    }

    /// <summary>Reads what <see cref="CanonicalText"/> writes.</summary>
    private ref struct Reader(string text, int place)
    {
        private int _place = place;

        public bool HasFailed { get; private set; }

        public bool Skip(char mark)
        {
            if (_place >= text.Length || text[_place] != mark)
                return false;
            _place++;
            return true;
        }

        /// <summary>A text; null for one that is absent.</summary>
        public string? Text()
        {
            if (Skip('-'))
                return null;
            var length = Number(':');
            if (HasFailed || length > text.Length - _place)
            {
                HasFailed = true;
                return null;
            }

            _place += length;
            return text.Substring(_place - length, length);
        }

        /// <summary>The values of a header.</summary>
        public string Values()
        {
            if (Skip('-'))
                return "";
            var values = new List<string>();
            for (var left = Number('x'); left > 0 && !HasFailed; left--)
                values.Add(Text() ?? "");
            return string.Join(", ", values);
        }

        private int Number(char end)
        {
            var stop = text.IndexOf(end, _place);
            if (stop < 0 || !int.TryParse(text.AsSpan(_place, stop - _place), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                HasFailed = true;
                return 0;
            }

            _place = stop + 1;
            return number;
        }
    }
}
