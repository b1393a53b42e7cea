using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.AspNetCore.Fragments;

/// <summary>
/// Keeps the HTML of what it encloses (Django's <c>{% cache %}</c>):
/// <c>&lt;cache-fragment name="sidebar" timeout="500" vary-by="@Model.Id" vary-by-user&gt;…&lt;/cache-fragment&gt;</c>.
/// Views need <c>@addTagHelper *, CacheKit.AspNetCore</c>, the application <c>AddPages()</c>.
/// </summary>
/// <remarks>
/// One request renders a fragment at a time; the others wait for its HTML. What it encloses must be the same for all who
/// share the key; a form with an antiforgery token is refused, and so is <c>FlushAsync</c>. A rendering that throws keeps
/// nothing. A cache that is down leaves the fragment rendered. The page that it stands in is told of what it varies by:
/// the response gets <c>Vary</c> for <c>vary-by-header</c> and <c>vary-by-cookie</c>, and a page with the fragment of a
/// signed-in user is not kept for others.
/// </remarks>
[HtmlTargetElement("cache-fragment")]
public sealed class CacheFragmentTagHelper : TagHelper
{
    private bool _variesByValue;
    private bool? _variesByCulture;

    /// <summary>The fragment's name; two fragments of one name share their HTML. Required.</summary>
    [HtmlAttributeName("name")]
    public string? Name { get; set; }

    /// <summary>
    /// How long it is kept: seconds, <c>never</c> (it does not expire), or a <see cref="TimeSpan"/> as <c>00:05:00</c>. Zero
    /// or less: it is not kept. Left out: the alias's own timeout.
    /// </summary>
    [HtmlAttributeName("timeout")]
    public string? Timeout { get; set; }

    /// <summary>What else the HTML depends on: a value, or an array or tuple of values, as for <see cref="CacheFragment.Key"/>.</summary>
    [HtmlAttributeName("vary-by")]
    public object? VaryBy
    {
        get;
        set
        {
            field = value;
            _variesByValue = true;
        }
    }

    /// <summary>
    /// Whether each signed-in user has an own one, by the id that <see cref="CacheFragmentOptions.UserIdClaimTypes"/> names;
    /// all who are not signed in share one. For a signed-in user without an id it is rendered without the cache.
    /// </summary>
    [HtmlAttributeName("vary-by-user")]
    public bool VaryByUser { get; set; }

    /// <summary>The route values that the HTML depends on: names, separated by commas.</summary>
    [HtmlAttributeName("vary-by-route")]
    public string? VaryByRoute { get; set; }

    /// <summary>The query parameters that the HTML depends on: names, separated by commas.</summary>
    [HtmlAttributeName("vary-by-query")]
    public string? VaryByQuery { get; set; }

    /// <summary>The request headers that the HTML depends on: names, separated by commas.</summary>
    [HtmlAttributeName("vary-by-header")]
    public string? VaryByHeader { get; set; }

    /// <summary>The cookies that the HTML depends on: names, separated by commas.</summary>
    [HtmlAttributeName("vary-by-cookie")]
    public string? VaryByCookie { get; set; }

    /// <summary>Whether each culture has an own one. Left out: where request localization is on, as for pages.</summary>
    [HtmlAttributeName("vary-by-culture")]
    public bool VaryByCulture
    {
        get => _variesByCulture ?? ViewContext.HttpContext.Features.Get<IRequestCultureFeature>() is not null;
        set => _variesByCulture = value;
    }

    /// <summary>The alias of the cache. Left out: <c>template_fragments</c> where it is configured, else <c>default</c>.</summary>
    [HtmlAttributeName("cache")]
    public string? Cache { get; set; }

    /// <summary>Whether it is cached at all.</summary>
    [HtmlAttributeName("enabled")]
    public bool Enabled { get; set; } = true;

    /// <summary>The view; set by the framework.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = default!;

    /// <summary>Takes the content from the cache, or renders and keeps it.</summary>
    /// <param name="context">Not used.</param>
    /// <param name="output">Takes the content.</param>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagName = null;
        var rendering = new FragmentRendering(Required(Name), SourcesOf(), ViewContext, output);
        RefuseUnknownAttributes(rendering, context, output);
        RefuseInsideSharedFragment(rendering);
        FragmentPage.DependsOn(ViewContext.HttpContext, rendering);
        if (!Enabled)
            return;

        var fragments = ViewContext.HttpContext.RequestServices.GetService<FragmentCache>()
            ?? throw new InvalidOperationException($"<cache-fragment> in '{rendering.View}' needs builder.AddCacheKit().AddPages().");
        if (!FragmentTimeout.TryParse(Timeout, out var timeout))
            throw rendering.Wrong($"the timeout '{Timeout}' is not a number of seconds, 'never' or a time span");
        var user = VaryByUser ? fragments.UserOf(ViewContext.HttpContext.User) : null;
        if (VaryByUser && user is null)
            fragments.WarnOfUserWithoutId(rendering.Name, rendering.View);
        if (timeout.IsZero || (VaryByUser && user is null))
            return;

        var variation = VariationOf(rendering, user);
        var html = await fragments.GetOrRenderAsync(CacheFor(rendering, fragments), rendering, variation, timeout).ConfigureAwait(false);
        output.Content.SetHtmlContent(html);
    }

    private FragmentSources SourcesOf()
    {
        try
        {
            return FragmentSources.Read(VaryByUser, VaryByRoute, VaryByQuery, VaryByHeader, VaryByCookie);
        }
        catch (FormatException exception)
        {
            throw new InvalidOperationException($"The fragment '{Name}' in '{ViewContext.ExecutingFilePath}': {exception.Message}.", exception);
        }
    }

    private FragmentVariation VariationOf(FragmentRendering rendering, FragmentUser? user)
    {
        var variation = FragmentVariation.Of(_variesByValue ? [VaryBy] : []);
        return variation with
        {
            User = user ?? variation.User,
            Culture = VaryByCulture ? FragmentCulture.Current : variation.Culture,
            OfRequest = [.. variation.OfRequest, .. OfRequest(rendering)],
        };
    }

    private IReadOnlyList<FragmentRequestValue> OfRequest(FragmentRendering rendering)
    {
        try
        {
            return rendering.Sources.ValuesOf(ViewContext);
        }
        catch (FormatException exception)
        {
            throw rendering.Wrong(exception.Message);
        }
    }

    private ICache CacheFor(FragmentRendering rendering, FragmentCache fragments)
    {
        try
        {
            return fragments.CacheOf(Cache);
        }
        catch (KeyNotFoundException exception)
        {
            throw rendering.Wrong(exception.Message);
        }
    }

    // What nobody reads is a slip of the pen, and vary-by-usr would show one user's fragment to all.
    private static void RefuseUnknownAttributes(FragmentRendering rendering, TagHelperContext context, TagHelperOutput output)
    {
        foreach (var attribute in output.Attributes)
        {
            if (context.AllAttributes.ContainsName(attribute.Name))
                throw rendering.Wrong($"it has an attribute '{attribute.Name}', which says nothing; there are name, timeout, cache, enabled, vary-by, and vary-by- with user, culture, route, query, header, cookie");
        }
    }

    // The outer one is kept with what the inner one rendered for the request that came first.
    private static void RefuseInsideSharedFragment(FragmentRendering rendering)
    {
        if (FragmentRendering.Current is { } outer && rendering.Sources.FirstBeyond(outer.Sources) is { } attribute)
            throw rendering.Wrong($"it has {attribute}, but stands inside the fragment '{outer.Name}', which is kept for all of them; add {attribute} to that one, or take this one out of it");
    }

    private string Required(string? name) => string.IsNullOrEmpty(name)
        ? throw new InvalidOperationException($"A <cache-fragment> in '{ViewContext.ExecutingFilePath}' has no name.")
        : name;
}
