namespace CacheKit.AspNetCore.ConditionalRequests;

/// <summary>What a request's conditions come to.</summary>
internal enum PreconditionResult
{
    /// <summary>The request is dealt with as if it had none.</summary>
    Met,

    /// <summary>The client has what it asks for: 304.</summary>
    NotModified,

    /// <summary>The page is not in the state that the client expects: 412.</summary>
    Failed,
}
