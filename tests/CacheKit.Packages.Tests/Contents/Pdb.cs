using System.Reflection.Metadata;
using System.Text.Json;

namespace CacheKit.Packages.Tests.Contents;

/// <summary>The symbols of an assembly.</summary>
internal sealed class Pdb
{
    // Kinds of information by the Portable PDB specification.
    private static readonly Guid _embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private Pdb(MetadataReader metadata) => Metadata = metadata;

    public MetadataReader Metadata { get; }

    /// <summary>The source files, and whether their text is in the symbols.</summary>
    public IReadOnlyList<(string Path, bool IsEmbedded)> Sources =>
        [.. Metadata.Documents.Select(document => (Metadata.GetString(Metadata.GetDocument(document).Name), Find(document, _embeddedSource) is not null))];

    /// <summary>Where SourceLink leads: paths of sources, and the addresses that they stand for.</summary>
    public IReadOnlyDictionary<string, string> SourceLinks => Find(EntityHandle.ModuleDefinition, _sourceLink) is { } json
        ? JsonDocument.Parse(json).RootElement.GetProperty("documents").Deserialize<Dictionary<string, string>>()!
        : [];

    /// <summary>Reads the symbols of a library out of its package.</summary>
    public static Pdb Read(Package symbols, string id) =>
        new(MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Read($"lib/net10.0/{id}.pdb"))).GetMetadataReader());

    private byte[]? Find(EntityHandle parent, Guid kind) => Metadata.GetCustomDebugInformation(parent)
        .Select(Metadata.GetCustomDebugInformation)
        .Where(information => Metadata.GetGuid(information.Kind) == kind)
        .Select(information => Metadata.GetBlobBytes(information.Value))
        .SingleOrDefault();
}
