using System.Security.Authentication;
using CacheKit.Memcached.Transport;

namespace CacheKit.Memcached.Errors;

/// <summary>What failures of calls mean, and what an operator can do about them.</summary>
internal static class MemcachedErrors
{
    private const string WhatToCheck = "check host and port in Location, Options:Ssl and Options:Binary";

    /// <summary>
    /// Whether a server cannot be reached or serves nobody for now. One that refuses what one caller wants is none: it answers
    /// the next one. A full one still reads.
    /// </summary>
    public static bool IsOutage(Exception failure) => failure
        is MemcachedUnavailableException
        or MemcachedOutcomeUnknownException
        or MemcachedProtocolException
        or MemcachedServerException { Error: MemcachedError.NotAuthenticated };

    /// <summary>The failure as an operator is told of it, with the client's own as its cause; the failure itself where that says enough.</summary>
    public static Exception Explain(Exception failure)
    {
        if (failure is not MemcachedException theirs || Advice(theirs) is not { } advice)
            return failure;
        string text = $"{advice}. {failure.Message}";
        return IsOutage(failure) ? new MemcachedException(text, failure) : new InvalidOperationException(text, failure);
    }

    /// <summary>Why a server cannot be reached, and what to do.</summary>
    /// <param name="reason">What the client says of it.</param>
    /// <param name="cause">What it met.</param>
    public static string Describe(string reason, Exception? cause) => $"{reason.TrimEnd('.')}; {ConnectionAdvice(cause)}";

    private static string? Advice(MemcachedException failure) => failure switch
    {
        MemcachedOutcomeUnknownException { InnerException: TimeoutException } =>
            "memcached did not answer within Options:Timeout: it is overloaded or stands still, a value is very large, or this process has too few threads",
        MemcachedUnavailableException or MemcachedOutcomeUnknownException => $"memcached cannot be reached: {ConnectionAdvice(failure.InnerException)}",
        MemcachedProtocolException => $"What answers is no memcached, or one that speaks otherwise: {WhatToCheck}",
        MemcachedServerException refused => Advice(refused.Error),
        _ => null,
    };

    private static string? Advice(MemcachedError error) => error switch
    {
        MemcachedError.TooLarge => "A value is larger than memcached takes, and nothing is kept under its key: raise its item size (-I), or set Options:CompressAbove",
        MemcachedError.OutOfMemory => "memcached has no memory for a value of this size, and nothing is kept under its key: raise its memory (-m), and let it evict (no -M)",
        MemcachedError.NotAuthenticated => "memcached asks for a user, or refuses this one: check Options:Username (for SASL often user@realm), Options:Password and, for SASL, Options:Binary = true",
        MemcachedError.UnknownCommand => "memcached does not know the meta protocol: use 1.6 or later, or set Options:Binary = true",
        _ => null,
    };

    private static string ConnectionAdvice(Exception? cause)
    {
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return "TLS failed: check that it speaks it on this port, and its certificate (Options:SslCaCerts, Options:SslHost)";
            if (cause is MemcachedServerException { Error: MemcachedError.NotAuthenticated })
                return "it refuses the user or the password: check Options:Username (for SASL often user@realm) and Options:Password";
            if (cause is TurnedAwayException)
                return "raise the number of its connections (-c), or look who holds so many";
            if (cause is MemcachedProtocolException or InvalidReplyException)
                return $"it is no memcached that answers, or one that speaks otherwise: {WhatToCheck}";
        }

        return "check that it runs, and host and port in Location; one with TLS needs Options:Ssl = true, one with SASL Options:Binary = true";
    }
}
