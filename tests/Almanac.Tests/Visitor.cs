using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;

namespace Almanac.Tests;

/// <summary>Somebody with a browser: keeps cookies, follows no redirects.</summary>
public sealed class Visitor : IDisposable
{
    private readonly HttpClient _client;

    public Visitor(HttpMessageHandler network, Uri home)
    {
        Home = home;
        Cookies = new CookieContainer();
        _client = new HttpClient(new CookieContainerHandler(Cookies) { InnerHandler = network }) { BaseAddress = home };
    }

    /// <summary>The address of the site.</summary>
    public Uri Home { get; }

    /// <summary>The cookies kept.</summary>
    public CookieContainer Cookies { get; }

    /// <summary>Asks for pages in a language from now on.</summary>
    public void AcceptLanguage(string language) => _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", language);

    /// <summary>GET.</summary>
    public Task<SitePage> OpenAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    /// <summary>
    /// GET, again where the site has gone on without its cache, which it does after two seconds: on a busy machine those pass before a
    /// process that has just started has asked its server anything. Such a page is neither looked for nor stored.
    /// </summary>
    public async Task<SitePage> OpenWithCacheAsync(string path, params (string Name, string Value)[] headers)
    {
        while (true)
        {
            var page = await OpenAsync(path, headers);
            if (page.CacheOutcome != "cache-failed")
                return page;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Any method without a body.</summary>
    public async Task<SitePage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request);
    }

    /// <summary>POST of form fields.</summary>
    public async Task<SitePage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        return await SendAsync(request);
    }

    /// <summary>Sends a page's form, hidden fields and all, with the fields given filled in.</summary>
    public Task<SitePage> SubmitAsync(SitePage page, params (string Name, string Value)[] fields)
    {
        var form = (IHtmlFormElement)page.One("main form[method=post]");
        var hidden = form.QuerySelectorAll("input[type=hidden]").Cast<IHtmlInputElement>().Select(input => (input.Name!, input.Value));
        return PostAsync(form.GetAttribute("action") ?? page.Path, [.. hidden, .. fields]);
    }

    /// <summary>Signs in by a name.</summary>
    public async Task<SitePage> SignInAsync(string name, string path = "/sign-in")
    {
        var answer = await SubmitAsync(await OpenAsync(path), ("Name", name));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return answer;
    }

    /// <summary>Signs a guestbook.</summary>
    public async Task<SitePage> SignGuestbookAsync(string territory, string text, string? author = null)
    {
        var form = await OpenAsync($"/territory/{territory}/guestbook/sign");
        var answer = await SubmitAsync(form, author is null ? [("Form.Text", text)] : [("Form.Author", author), ("Form.Text", text)]);
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return answer;
    }

    public void Dispose() => _client.Dispose();

    private async Task<SitePage> SendAsync(HttpRequestMessage request)
    {
        var path = request.RequestUri!.OriginalString;
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new SitePage(path, response.StatusCode, headers, Encoding.UTF8.GetString(body));
    }
}
