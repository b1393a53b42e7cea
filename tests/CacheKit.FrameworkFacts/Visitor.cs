using System.Net;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.FrameworkFacts;

/// <summary>A browser with its cookies, and what the instances of the application that it visits share: keys and a count.</summary>
public sealed class Visitor
{
    private int _count;

    public CookieContainer Cookies { get; } = new();

    public EphemeralDataProtectionProvider Protection { get; } = new();

    /// <summary>How often something was made.</summary>
    public int Count => Volatile.Read(ref _count);

    public int Next() => Interlocked.Increment(ref _count);
}
