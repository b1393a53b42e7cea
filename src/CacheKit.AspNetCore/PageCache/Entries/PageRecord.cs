using System.ComponentModel;

namespace CacheKit.AspNetCore.PageCache.Entries;

/// <summary>
/// What the page cache keeps under a name, exactly one of three: a page; at the name of a page that varies, what is
/// known of its variants; at the name of a URL or a tag, its generation, and at that of a stamp, which page is the one
/// that lies there. One type, so that several are read in one call.
/// </summary>
[ImmutableObject(true)]
internal sealed class PageRecord
{
    private PageRecord()
    {
    }

    public PageEntry? Page { get; private init; }

    public PageVariants? Variants { get; private init; }

    public Guid? Generation { get; private init; }

    public static PageRecord Of(PageEntry page) => new() { Page = page };

    public static PageRecord Of(PageVariants variants) => new() { Variants = variants };

    public static PageRecord Of(Guid generation) => new() { Generation = generation };
}
