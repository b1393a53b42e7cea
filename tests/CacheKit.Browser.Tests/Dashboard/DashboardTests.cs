using Microsoft.Playwright;

namespace CacheKit.Browser.Tests.Dashboard;

/// <summary>The dashboard in a browser, under the policy that it sends itself.</summary>
public sealed class DashboardTests(BrowserSession browser, DashboardShop shop)
{
    /// <summary>A page of each kind, and the name of its picture.</summary>
    public static TheoryData<string, string> Pages { get; } = new()
    {
        { "/_cache", "overview" },
        { "/_cache/cache?name=default", "cache" },
        { "/_cache/cache?name=files", "cache-of-files" },
        { "/_cache/cache?name=files&count=1", "cache-counted" },
        { "/_cache/cache?name=sessions", "cache-away" },
        { "/_cache/cache?name=unused", "cache-unused" },
        { "/_cache/keys?name=default", "keys" },
        { "/_cache/key?name=default&key=report:2026", "value-json" },
        { "/_cache/key?name=default&key=thumbnail", "value-bytes" },
        { "/_cache/key?name=default&key=nowhere", "value-missing" },
        { "/_cache/key?name=sessions&key=session:1", "value-away" },
        { "/_cache/pages", "pages" },
        { "/_cache/pages?like=nothing", "pages-none" },
        { "/_cache/clear?name=default", "clear" },
        { "/_look/pages", "pages-to-look-at" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_opens_without_a_complaint(string path, string name)
    {
        await using var visit = await BeginVisitAsync();

        await visit.OpenAsync(path);
        await visit.KeepScreenshotAsync($"dashboard-{name}");

        Assert.Empty(visit.Complaints);
        await Assertions.Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("footer")).ToContainTextAsync("The figures are of this process only");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_a_telephone(string path, string name)
    {
        await using var visit = await BeginVisitAsync(options => options.ViewportSize = new() { Width = 360, Height = 740 });

        await visit.OpenAsync(path);
        await visit.KeepScreenshotAsync($"dashboard-{name}-on-a-telephone");

        Assert.Equal(360, await visit.Page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => Math.max(0, ...[...document.querySelectorAll('td')].map(cell => cell.clientHeight))"), 0, 300);
    }

    [Fact]
    public async Task A_failure_is_read_on_a_telephone_without_a_scroll_to_the_side()
    {
        await using var visit = await BeginVisitAsync(options => options.ViewportSize = new() { Width = 360, Height = 740 });

        await visit.OpenAsync("/_cache/cache?name=sessions");

        var words = await visit.Page.Locator("section[aria-labelledby=errors] td.break").First.BoundingBoxAsync();
        Assert.NotNull(words);
        Assert.InRange(words.X + words.Width, 0, 360);
    }

    [Theory]
    [InlineData("/_cache", "overview")]
    [InlineData("/_cache/cache?name=files", "cache-of-files")]
    [InlineData("/_cache/cache?name=sessions", "cache-away")]
    [InlineData("/_cache/pages", "pages")]
    public async Task A_page_is_dark_where_the_visitor_s_system_is(string path, string name)
    {
        await using var visit = await BeginVisitAsync(options => options.ColorScheme = ColorScheme.Dark);

        await visit.OpenAsync(path);
        await visit.KeepScreenshotAsync($"dashboard-{name}-in-the-dark");

        Assert.Equal("rgb(20, 24, 29)", await visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Everything_written_stands_out_from_its_ground(ColorScheme scheme)
    {
        await using var visit = await BeginVisitAsync(options => options.ColorScheme = scheme);

        foreach (var path in (string[])["/_cache", "/_cache/cache?name=sessions", "/_cache/pages", "/_cache/clear?name=default"])
        {
            await visit.OpenAsync(path);
            // WCAG 2: 4.5 to 1 for text of this size.
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(ContrastScript));
        }
    }

    [Fact]
    public async Task What_others_wrote_runs_nowhere()
    {
        await using var visit = await BeginVisitAsync();
        await visit.OpenAsync("/_cache/keys?name=default&like=\"*");

        await visit.Page.Locator("th.key a").ClickAsync();

        await Assertions.Expect(visit.Page.Locator("pre.value")).ToHaveTextAsync("<script>document.title='owned'</script>");
        await Assertions.Expect(visit.Page).Not.ToHaveTitleAsync("owned");
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_is_found_looked_at_and_deleted(bool withScript)
    {
        await shop.Cache.SetAsync("doomed", "soon gone", TimeSpan.FromHours(6), TestContext.Current.CancellationToken);
        await using var visit = await BeginVisitAsync(options => options.JavaScriptEnabled = withScript);
        var page = visit.Page;
        await visit.OpenAsync("/_cache");
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "default" }).ClickAsync();

        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("doomed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator("pre.value")).ToHaveTextAsync("soon gone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this key" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The key was deleted.");
        await visit.KeepScreenshotAsync(withScript ? "dashboard-deleted" : "dashboard-deleted-without-script");
        Assert.False(await shop.Cache.ContainsAsync("doomed", TestContext.Current.CancellationToken));
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_is_found_and_purged(bool withScript)
    {
        var address = $"{shop.Address}purged/{withScript}";
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(address), TestContext.Current.CancellationToken);
        await using var visit = await BeginVisitAsync(options => options.JavaScriptEnabled = withScript);
        var page = visit.Page;
        await visit.OpenAsync("/_cache/pages");

        await page.GetByLabel("URL contains").FillAsync($"purged/{withScript}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(page.Locator("th.key a")).ToHaveTextAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Purge", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The pages of that URL were removed");
        await page.GetByLabel("URL contains").FillAsync($"purged/{withScript}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Assertions.Expect(page.Locator(".empty")).ToHaveTextAsync("No URL among these pages contains that.");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using var visit = await BeginVisitAsync();
        await visit.OpenAsync("/_cache");

        await visit.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visit.Page.Locator(":focus")).ToHaveTextAsync("To the content");
        await visit.KeepScreenshotAsync("dashboard-focus", whole: false);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visit.Page.Locator(":focus")).ToHaveTextAsync("default");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync("default");
    }

    [Fact]
    public async Task Figures_come_anew_by_themselves_until_they_are_told_not_to()
    {
        await using var visit = await BeginVisitAsync();
        await visit.Page.Clock.InstallAsync();
        await visit.OpenAsync("/_cache/cache?name=unused");
        var button = visit.Page.Locator("button.live");
        await Assertions.Expect(button).ToHaveTextAsync("Live: on");

        await visit.Page.RunAndWaitForResponseAsync(() => visit.Page.Clock.RunForAsync(11_000), "**/_cache/cache?name=unused");
        await button.ClickAsync();

        await Assertions.Expect(button).ToHaveTextAsync("Live: off");
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Every_field_has_a_label_and_every_table_headings()
    {
        await using var visit = await BeginVisitAsync(options => options.JavaScriptEnabled = true);

        foreach (var (path, _) in Pages.Select(static row => row.Data))
        {
            await visit.OpenAsync(path);
            var faults = await visit.Page.EvaluateAsync<string[]>(
                """
                () => [
                  ...[...document.querySelectorAll('input:not([type=hidden])')].filter(input => !input.labels.length).map(input => `no label: ${input.name}`),
                  ...[...document.querySelectorAll('table')].filter(table => !table.caption || !table.querySelector('th[scope]')).map(() => 'a table without caption or headings'),
                  ...[...document.querySelectorAll('svg')].filter(svg => svg.getAttribute('aria-hidden') !== 'true' && !svg.getAttribute('aria-label')).map(() => 'a picture without words'),
                  ...(document.querySelectorAll('h1').length === 1 ? [] : ['not one h1']),
                  ...[...document.querySelectorAll('[id]')].filter((one, place, all) => all.findIndex(other => other.id === one.id) !== place).map(one => `twice: ${one.id}`),
                ]
                """);
            Assert.Equal((path, ""), (path, string.Join(", ", faults)));
        }
    }

    private Task<Visit> BeginVisitAsync(Action<BrowserNewContextOptions>? configure = null) => browser.BeginVisitAsync(options =>
    {
        options.BaseURL = shop.Address.ToString();
        configure?.Invoke(options);
    });

    // Colours are painted on a canvas, whatever the notation of the style; what is half transparent is not looked at.
    private const string ContrastScript =
        """
        () => {
          const pencil = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const paint = color => {
            pencil.clearRect(0, 0, 1, 1);
            pencil.fillStyle = color;
            pencil.fillRect(0, 0, 1, 1);
            return [...pencil.getImageData(0, 0, 1, 1).data];
          };
          const light = ([r, g, b]) => [r, g, b].map(value => value / 255).map(value => value <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4)
            .reduce((sum, value, place) => sum + value * [.2126, .7152, .0722][place], 0);
          const groundOf = element => {
            for (let one = element; one; one = one.parentElement) {
              const ground = paint(getComputedStyle(one).backgroundColor);
              if (ground[3] === 255)
                return ground;
            }
            return [255, 255, 255, 255];
          };
          const faults = [];
          for (const element of document.querySelectorAll('body *')) {
            if (![...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()) || element.closest('svg, .sr, .skip') || !element.checkVisibility())
              continue;
            const [one, other] = [light(paint(getComputedStyle(element).color)), light(groundOf(element))].sort((a, b) => b - a);
            const ratio = (one + .05) / (other + .05);
            if (ratio < 4.5)
              faults.push(`${element.className || element.localName} '${element.textContent.slice(0, 30)}': ${ratio.toFixed(2)}`);
          }
          return faults;
        }
        """;
}
