using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.PageCache.Keys;

/// <summary>
/// Writes what a fragment or a page varies by so that no two lists of values give the same text: each value with its kind and its
/// length before it.
/// <code>
///   value   "-"                      null
///           kind length ":" text     kind: one letter, see below
///           "[" value… "]"           an array, a tuple, any sequence
///           "U" value value value    a user: id, issuer, authentication type
///           "L" value value          a culture: for formats, for texts
///           letter name "[" value… "]"   of a request: C cookie, H header, Q query, R route
/// </code>
/// A value never begins with "]", so a list ends where it says.
/// </summary>
internal readonly struct VaryText()
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <exception cref="ArgumentException">The value is of a type whose values cannot be told apart by their text.</exception>
    public void Append(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append('-');
                break;
            case string text:
                Append('s', text);
                break;
            case char or bool or Guid or Version:
                Append(value switch { char => 'c', bool => 'b', Guid => 'g', _ => 'v' }, value.ToString()!);
                break;
            case Uri uri:
                Append('u', uri.OriginalString);
                break;
            case Enum:
                // Members of two enumerations may have one number.
                Append('e', value.GetType().ToString());
                Append(Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()), CultureInfo.InvariantCulture));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or nint or nuint or Int128 or UInt128 or BigInteger:
                Append('i', ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case Half or float or double or decimal or TimeSpan:
                Append(value switch { Half => 'h', float => 'f', double => 'd', decimal => 'm', _ => 'p' },
                    ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                Append(value switch { DateTime => 't', DateTimeOffset => 'o', DateOnly => 'y', _ => 'n' },
                    ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture));
                break;
            case CultureInfo culture:
                Append('l', culture.Name);
                break;
            case FragmentUser user:
                _text.Append('U');
                Append(user.Id);
                // Nobody issues what the anonymous lack.
                Append(user.Id is null ? null : user.Issuer);
                Append(user.Id is null ? null : user.AuthenticationType);
                break;
            case FragmentCulture culture:
                _text.Append('L');
                Append(culture.Culture);
                Append(culture.UICulture);
                break;
            case FragmentRequestValue ofRequest:
                _text.Append((char)ofRequest.Kind);
                Append(ofRequest.Name);
                AppendList(ofRequest.Values.ToArray());
                break;
            default:
                AppendList(ListOf(value) ?? throw Indistinct(value));
                break;
        }
    }

    public void AppendList(IEnumerable values)
    {
        _text.Append('[');
        foreach (var value in values)
            Append(value);
        _text.Append(']');
    }

    /// <summary>The values of an array, a tuple or another sequence; null when it is a single value.</summary>
    public static IEnumerable? ListOf(object? value) => value switch
    {
        null or string or FragmentUser or FragmentCulture => null,
        StringValues values => values.ToArray(),
        Array { Rank: > 1 } => null,
        ITuple tuple => Enumerable.Range(0, tuple.Length).Select(index => tuple[index]),
        IEnumerable sequence => sequence,
        _ => null,
    };

    private void Append(char kind, string text) =>
        _text.Append(kind).Append(CultureInfo.InvariantCulture, $"{text.Length}:").Append(text);

    private static ArgumentException Indistinct(object value) => new(
        $"Nothing can vary by a value of {value.GetType()}: its values cannot be told apart. Pass what identifies it, for instance its id.");
}
