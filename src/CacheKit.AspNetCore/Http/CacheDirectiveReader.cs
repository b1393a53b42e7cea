namespace CacheKit.AspNetCore.Http;

/// <summary>Reads the members of a <c>Cache-Control</c> field (RFC 9111 §5.2), one after another.</summary>
/// <remarks>A comma within a quoted string separates nothing, so that <c>x="a, private"</c> is one member.</remarks>
internal ref struct CacheDirectiveReader(ReadOnlySpan<char> field)
{
    private ReadOnlySpan<char> _rest = field;

    public CacheDirective Current { get; private set; }

    /// <summary>Whether a quoted string had no end: what the rest was meant to say is unknown.</summary>
    public bool IsBroken { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = EndOfMember(_rest, out var broken);
            var member = _rest[..end].Trim(" \t");
            _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
            IsBroken |= broken;
            if (member.IsEmpty)
                continue;
            Current = Split(member);
            return true;
        }

        return false;
    }

    private static int EndOfMember(ReadOnlySpan<char> text, out bool broken)
    {
        var quoted = false;
        broken = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    quoted = !quoted;
                    break;
                case '\\' when quoted:
                    i++;
                    break;
                case ',' when !quoted:
                    return i;
            }
        }

        broken = quoted;
        return text.Length;
    }

    private static CacheDirective Split(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        if (equals < 0)
            return new CacheDirective { Text = member, Name = member, Value = default };
        // From where the name ends: white space before the equals sign, which no directive has, is seen in the value.
        var name = member[..equals].TrimEnd(" \t");
        return new CacheDirective { Text = member, Name = name, Value = member[(name.Length + 1)..] };
    }
}
