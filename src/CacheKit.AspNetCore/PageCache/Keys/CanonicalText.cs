using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Keys;

/// <summary>
/// Writes texts one after another so that no two lists of them give the same result: each with its length before it,
/// and one that is absent told from one that is empty.
/// <code>
///   text    length ":" characters
///   absent  "-"
///   values  count "x" text…
/// </code>
/// </summary>
internal ref struct CanonicalText
{
    private Span<char> _buffer;
    private char[]? _rented;
    private int _length;

    /// <param name="buffer">Where it begins to write; more is rented when it is full.</param>
    public CanonicalText(Span<char> buffer) => _buffer = buffer;

    public readonly ReadOnlySpan<char> Written => _buffer[.._length];

    /// <summary>Appends a text that needs no length because it is always the same at this place.</summary>
    public void AppendMark(string mark)
    {
        mark.CopyTo(Reserve(mark.Length));
        _length += mark.Length;
    }

    public void Append(string? text)
    {
        if (text is null)
            AppendMark("-");
        else
            Append(text.AsSpan());
    }

    public void Append(scoped ReadOnlySpan<char> text)
    {
        AppendNumber(text.Length, ':');
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    /// <summary>Appends the values of a header: none at all, or as many as were sent, each for itself.</summary>
    public void Append(StringValues values)
    {
        if (values.Count == 0)
        {
            AppendMark("-");
            return;
        }

        AppendNumber(values.Count, 'x');
        for (var i = 0; i < values.Count; i++)
            Append(values[i]);
    }

    /// <summary>The result; what was rented goes back.</summary>
    public string Finish()
    {
        var text = new string(Written);
        Dispose();
        return text;
    }

    public void Dispose()
    {
        if (_rented is { } rented)
            ArrayPool<char>.Shared.Return(rented);
        _rented = null;
        _buffer = default;
        _length = 0;
    }

    private void AppendNumber(int number, char end)
    {
        var room = Reserve(11);
        number.TryFormat(room, out var digits, default, CultureInfo.InvariantCulture);
        room[digits] = end;
        _length += digits + 1;
    }

    private Span<char> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        return _buffer[_length..];
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(_length + count, _buffer.Length * 2));
        Written.CopyTo(larger);
        if (_rented is { } rented)
            ArrayPool<char>.Shared.Return(rented);
        _buffer = _rented = larger;
    }
}
