using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace CacheKit.Packages.Tests;

/// <summary>A package: the files in it, and what its nuspec says.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly XElement _metadata;

    public Package(string path)
    {
        _archive = ZipFile.OpenRead(path);
        using var nuspec = _archive.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        _metadata = XElement.Load(nuspec).Elements().Single(static element => element.Name.LocalName == "metadata");
    }

    /// <summary>The paths of its files.</summary>
    public IEnumerable<string> Files => _archive.Entries.Select(static entry => entry.FullName);

    /// <summary>The text of an element of the nuspec; null where there is none.</summary>
    public string? this[string element] => Element(element)?.Value;

    /// <summary>What it depends on: an id and a range of versions each.</summary>
    public IEnumerable<string> Dependencies => Descendants("dependency")
        .Select(static dependency => $"{dependency.Attribute("id")?.Value} {dependency.Attribute("version")?.Value}");

    /// <summary>The names of frameworks for which it has dependencies.</summary>
    public IEnumerable<string?> Frameworks => Descendants("group").Select(static group => group.Attribute("targetFramework")?.Value).Distinct();

    /// <summary>The kinds of package that it is; none for a library.</summary>
    public IEnumerable<string?> Types => Descendants("packageType").Select(static type => type.Attribute("name")?.Value);

    /// <summary>The shared frameworks that it needs.</summary>
    public IEnumerable<string?> FrameworkReferences => Descendants("frameworkReference").Select(static reference => reference.Attribute("name")?.Value);

    /// <summary>An attribute of an element of the nuspec; null where there is none.</summary>
    public string? Attribute(string element, string attribute) => Element(element)?.Attribute(attribute)?.Value;

    /// <summary>A file.</summary>
    public byte[] Read(string path)
    {
        using var file = (_archive.GetEntry(path) ?? throw new FileNotFoundException($"There is no {path} among {string.Join(", ", Files)}.")).Open();
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A file of text.</summary>
    public string ReadText(string path) => Encoding.UTF8.GetString(Read(path));

    public void Dispose() => _archive.Dispose();

    private XElement? Element(string name) => _metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);

    private IEnumerable<XElement> Descendants(string name) => _metadata.Descendants().Where(element => element.Name.LocalName == name);
}
