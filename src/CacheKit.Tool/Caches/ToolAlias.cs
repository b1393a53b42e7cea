using CacheKit.Configuration;

namespace CacheKit.Tool.Caches;

/// <summary>One alias as the configuration describes it, whether or not it is right.</summary>
internal sealed class ToolAlias
{
    public required string Name { get; init; }

    /// <summary>What the setting <c>Backend</c> says, or the registered name that it stands for.</summary>
    public required string Backend { get; init; }

    /// <summary>Where its entries are, without secrets.</summary>
    public required string Location { get; init; }

    /// <summary>What is wrong with it; empty when it can be opened.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>Why its key function cannot be had here; null when it can, or when it has none.</summary>
    public string? KeyFunctionError { get; init; }

    /// <summary>The serializer that it names and that only the application has; null for the tool's own.</summary>
    public string? ForeignSerializer { get; init; }

    /// <summary>What its cache is made from; null when its backend is not known.</summary>
    public ConfiguredAlias? Configured { get; init; }

    /// <summary>A failure of its backend in the words that an operator needs.</summary>
    public Exception Explain(Exception failure) => Configured?.Settings.Explained(failure) ?? failure;

    /// <summary>Whether its entries are in a table of a database.</summary>
    public bool IsOnDatabase => Configured?.Descriptor.Name is "database" or "sqlite" or "postgresql" or "mysql";

    /// <summary>Why no other process can see its entries; null when one can.</summary>
    public string? Unseen => Backend switch
    {
        "locmem" => "lives in the application's own memory, where no other process can look",
        "dummy" => "keeps nothing",
        _ => null,
    };
}
