using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CacheKit.Packages.Tests.Contents;

/// <summary>What a debugger finds.</summary>
public sealed class SymbolTests(LocalFeed feed)
{
    public static TheoryData<string> Libraries => PackageTests.Libraries;

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_symbols_are_those_of_the_assembly(string id)
    {
        using var package = feed.Open(id);
        using var symbols = feed.OpenSymbols(id);
        using var assembly = new PEReader(new MemoryStream(package.Read($"lib/net10.0/{id}.dll")));

        var wanted = assembly.ReadDebugDirectory().Single(static entry => entry.Type == DebugDirectoryEntryType.CodeView);
        var found = new BlobContentId(Pdb.Read(symbols, id).Metadata.DebugMetadataHeader!.Id);

        Assert.Equal(["SymbolsPackage"], symbols.Types);
        Assert.Equal((assembly.ReadCodeViewDebugDirectoryData(wanted).Guid, wanted.Stamp), (found.Guid, found.Stamp));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_source_is_in_them(string id)
    {
        using var symbols = feed.OpenSymbols(id);

        var sources = Pdb.Read(symbols, id).Sources;

        Assert.NotEmpty(sources);
        Assert.All(sources, static source => Assert.True(source.IsEmbedded, source.Path));
    }
}
