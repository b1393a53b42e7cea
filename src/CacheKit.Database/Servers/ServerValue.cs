using System.Data;

namespace CacheKit.Database.Servers;

/// <summary>The value of a parameter, with its type, so that a null has one too.</summary>
/// <param name="Value">What the ADO.NET provider takes; <see cref="DBNull"/> for null.</param>
/// <param name="Type">Its type; null for an array, which says itself what it is.</param>
internal readonly record struct ServerValue(object Value, DbType? Type)
{
    public static ServerValue Of(string text) => new(text, DbType.String);

    public static ServerValue Of(long number) => new(number, DbType.Int64);

    public static ServerValue Of(long? number) => new(number is { } some ? some : DBNull.Value, DbType.Int64);

    public static ServerValue Of(byte[]? bytes) => new((object?)bytes ?? DBNull.Value, DbType.Binary);

    public static ServerValue Of(ReadOnlyMemory<byte> bytes) => new(bytes, DbType.Binary);

    public static ServerValue Of(Array values) => new(values, null);
}
