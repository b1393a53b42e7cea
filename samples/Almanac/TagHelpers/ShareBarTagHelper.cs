using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Almanac.TagHelpers;

/// <summary>A bar as long as a part of one. Drawn as SVG, since the site's policy allows no inline styles.</summary>
[HtmlTargetElement("share-bar", Attributes = "part", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ShareBarTagHelper : TagHelper
{
    /// <summary>From 0 to 1; what goes beyond is cut.</summary>
    public double Part { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "bar");
        output.Attributes.SetAttribute("viewBox", "0 0 100 1");
        output.Attributes.SetAttribute("preserveAspectRatio", "none");
        output.Attributes.SetAttribute("aria-hidden", "true");
        var width = Math.Clamp(Part, 0, 1) * 100;
        output.Content.SetHtmlContent(string.Create(CultureInfo.InvariantCulture, $"<rect width=\"{width:0.##}\" height=\"1\"/>"));
    }
}
