namespace CacheKit.PageFacts;

/// <summary>How a page is removed.</summary>
public enum Removal
{
    /// <summary>By a successful POST to its URL.</summary>
    Post,

    /// <summary>By its URL.</summary>
    Url,

    /// <summary>By its route and values.</summary>
    Route,

    /// <summary>By one of its tags.</summary>
    Tag,
}
