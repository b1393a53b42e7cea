namespace CacheKit;

/// <summary>All configured caches by alias (Django's <c>caches</c>). Comes from dependency injection.</summary>
public interface ICaches
{
    /// <summary>The cache of an alias; the same object each time.</summary>
    /// <param name="alias">An alias of the section <c>Caches</c>.</param>
    /// <exception cref="KeyNotFoundException">No such alias is configured; the message lists those that are.</exception>
    ICache this[string alias] { get; }

    /// <summary>The cache of the alias <c>default</c>.</summary>
    ICache Default { get; }

    /// <summary>The configured aliases.</summary>
    IReadOnlyCollection<string> Aliases { get; }
}
