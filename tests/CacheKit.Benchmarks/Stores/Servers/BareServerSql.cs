using System.Data;
using System.Data.Common;

namespace CacheKit.Benchmarks.Stores.Servers;

/// <summary>The statements of a floor.</summary>
internal abstract class BareServerSql
{
    /// <summary>Makes the table.</summary>
    public abstract string Create { get; }

    /// <summary>Of a key and the time.</summary>
    public abstract string Get { get; }

    /// <summary>Of a key, a value and an expiry.</summary>
    public abstract string Set { get; }

    public abstract DbType KeyType { get; }

    public abstract object KeyOf(string key);

    public abstract string NameOf(int parameter);

    public abstract DbCommand GetMany(string[] keys, long now);

    public abstract DbCommand SetMany(string[] keys, byte[] value, long expires);
}
