using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

/// <summary>
/// A value could not be serialized (nothing was stored), or, with <c>Options:OnUnreadable</c> = <c>throw</c>, a stored
/// value could not be read.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "Key and type are always known.")]
public sealed class CacheSerializationException : Exception
{
    /// <summary>A value that cannot be written or read.</summary>
    /// <param name="key">The key as the caller spelt it.</param>
    /// <param name="type">The type that the value was to be written from or read as.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What the serializer threw, if it did.</param>
    public CacheSerializationException(string key, Type type, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Key = key;
        ValueType = type;
    }

    /// <summary>The key as the caller spelt it.</summary>
    public string Key { get; }

    /// <summary>The type that the value was to be written from or read as.</summary>
    public Type ValueType { get; }
}
