using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using CacheKit.Backends;
using CacheKit.Keys;
using CacheKit.Memcached.Routing;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached;

/// <summary>
/// A key: a text, or any bytes. A text takes at most 250 bytes of UTF-8 and has no white space or control characters
/// (memcached's own rule, checked before anything is sent); of other bytes there may be 186.
/// </summary>
public readonly struct MemcachedKey : IEquatable<MemcachedKey>
{
    /// <summary>The most bytes that a key has on a server.</summary>
    internal const int MaximumLength = 250;

    // Base64 of these takes 248 bytes, of one more 252.
    private const int MaximumEncodedLength = 186;

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? _scope;
    private readonly string? _name;
    private readonly ReadOnlyMemory<byte> _bytes;

    // The key that says which server has it, where that is another; in an object: few keys have one.
    private readonly KeyRoute? _route;

    private MemcachedKey(string scope, string name, KeyRoute? route = null)
    {
        _scope = scope;
        _name = name;
        _route = route;
    }

    private MemcachedKey(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        IsEncoded = bytes.Span.ContainsAnyInRange((byte)0, (byte)' ') || bytes.Span.Contains((byte)0x7f);
    }

    /// <summary>Whether the meta protocol needs it in base64. What is stored is the key itself, so it is the same key for all clients.</summary>
    internal bool IsEncoded { get; }

    /// <summary>How many bytes the key takes at most in a request.</summary>
    internal int MaximumByteCount => _name is null ? Math.Min(MaximumLength, _bytes.Length * 2) : Math.Min(MaximumLength, (_scope!.Length + _name.Length) * 3);

    /// <summary>A key that is a text.</summary>
    /// <param name="text">The key.</param>
    public static implicit operator MemcachedKey(string text) => FromString(text);

    /// <summary>The final key of an entry of a cache.</summary>
    /// <param name="key">The key, in two parts, which are not joined.</param>
    public static implicit operator MemcachedKey(CacheKey key) => FromCacheKey(key);

    /// <summary>A key on the server that has another key.</summary>
    /// <param name="scope">What comes before the name.</param>
    /// <param name="name">The name.</param>
    /// <param name="route">The key whose server it is.</param>
    internal static MemcachedKey Beside(string scope, string name, KeyRoute route) => new(scope, name, route);

    /// <summary>Whether two keys are the same key on a server.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(MemcachedKey left, MemcachedKey right) => left.Equals(right);

    /// <summary>Whether two keys are different keys on a server.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(MemcachedKey left, MemcachedKey right) => !left.Equals(right);

    /// <summary>A key that is a text.</summary>
    /// <param name="text">The key.</param>
    public static MemcachedKey FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MemcachedKey("", text);
    }

    /// <summary>The final key of an entry of a cache.</summary>
    /// <param name="key">The key, in two parts, which are not joined.</param>
    public static MemcachedKey FromCacheKey(CacheKey key) => new(key.Scope, key.Name);

    /// <summary>A key of any bytes.</summary>
    /// <param name="bytes">The key; not to be changed while it is used.</param>
    public static MemcachedKey FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <inheritdoc/>
    public bool Equals(MemcachedKey other) => ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MemcachedKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(ToBytes());
        return hash.ToHashCode();
    }

    /// <summary>The key as a text, in which bytes that are none are replaced.</summary>
    public override string ToString() => _name is null ? Encoding.UTF8.GetString(_bytes.Span) : string.Concat(_scope, _name);

    /// <summary>The key as the server has it.</summary>
    internal byte[] ToBytes() => _name is null ? _bytes.ToArray() : Encoding.UTF8.GetBytes(ToString());

    /// <summary>Refuses what no server could hold; what it lets through takes no more than its line.</summary>
    /// <exception cref="InvalidCacheKeyException">The key is empty, too long, or holds what it must not.</exception>
    // hot path: no allocation
    internal void Check()
    {
        if (_name is null ? !IsAcceptedAsBytes() : !IsAcceptedAsText())
            throw Refusal();
    }

    /// <summary>Writes the key, in base64 if need be.</summary>
    internal void WriteTo(SendBuffer output)
    {
        if (IsEncoded)
        {
            var encoded = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(_bytes.Length));
            Base64.EncodeToUtf8(_bytes.Span, encoded, out _, out int written);
            output.Advance(written);
        }
        else
        {
            WriteRawTo(output);
        }
    }

    /// <summary>Whether these bytes are the key.</summary>
    internal bool IsWritten(ReadOnlySpan<byte> bytes)
    {
        if (_name is null)
            return _bytes.Span.SequenceEqual(bytes);
        Span<byte> text = stackalloc byte[MaximumLength];
        return text[..CopyTo(text)].SequenceEqual(bytes);
    }

    /// <summary>Copies the key that says which server has it.</summary>
    /// <returns>How many bytes it takes.</returns>
    // hot path: no allocation
    internal int CopyRouteTo(Span<byte> destination) => _route is null ? CopyTo(destination) : _route.Key.CopyTo(destination);

    /// <summary>Copies the key as it is.</summary>
    /// <returns>How many bytes it takes.</returns>
    // hot path: no allocation
    internal int CopyTo(Span<byte> destination)
    {
        if (_name is null)
        {
            _bytes.Span.CopyTo(destination);
            return _bytes.Length;
        }

        int length = _utf8.GetBytes(_scope, destination);
        return length + _utf8.GetBytes(_name, destination[length..]);
    }

    /// <summary>Writes the key as it is.</summary>
    /// <returns>How many bytes it takes.</returns>
    internal int WriteRawTo(SendBuffer output)
    {
        if (_name is null)
        {
            output.Append(_bytes.Span);
            return _bytes.Length;
        }

        var room = output.GetSpan(MaximumLength);
        int written = _utf8.GetBytes(_scope, room);
        written += _utf8.GetBytes(_name, room[written..]);
        output.Advance(written);
        return written;
    }

    private bool IsAcceptedAsText()
    {
        Debug.Assert(_scope is not null && _name is not null, "A text has both parts.");
        int length = _scope.Length + _name.Length;
        if (length is 0 or > MaximumLength || !KeyRules.IsClean(_name) || !KeyRules.IsClean(_scope))
            return false;
        try
        {
            return _utf8.GetByteCount(_scope) + _utf8.GetByteCount(_name) <= MaximumLength;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private bool IsAcceptedAsBytes() => !_bytes.IsEmpty && _bytes.Length <= (IsEncoded ? MaximumEncodedLength : MaximumLength);

    private InvalidCacheKeyException Refusal()
    {
        string text = ToString();
        string fault = this switch
        {
            { _name: null, _bytes.IsEmpty: true } or { _name.Length: 0, _scope.Length: 0 } => "it is empty",
            { _name: null, IsEncoded: true } => $"it is {_bytes.Length} bytes long; {MaximumEncodedLength} are allowed with white space or control characters in them",
            { _name: null } => $"it is {_bytes.Length} bytes long; {MaximumLength} are allowed",
            _ when !KeyRules.IsClean(text) => KeyRules.FaultOf(new CacheKey("", text), CacheKeyPolicy.Refuse),
            _ when Encoding.UTF8.GetByteCount(text) <= MaximumLength => "it holds half a surrogate pair, which has no UTF-8",
            _ => KeyRules.FaultOf(new CacheKey("", text), CacheKeyPolicy.Refuse),
        };
        return new InvalidCacheKeyException(text, $"memcached cannot hold the key {KeyDisplay.Show(text, logKeys: true)}: {fault}.");
    }
}
