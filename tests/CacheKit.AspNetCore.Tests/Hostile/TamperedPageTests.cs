using System.Buffers.Binary;
using System.Text;
using CacheKit.AspNetCore.Tests.Hosting;

namespace CacheKit.AspNetCore.Tests.Hostile;

/// <summary>Somebody who can write into the cache server changes a stored page; what then goes out over the wire.</summary>
public sealed class TamperedPageTests
{
    // As long as what takes its place, so that the entry stays well-formed.
    private const string Name = "X-Holder-1";
    private const string Value = "a-value-of-the-page-that-is-long";

    [Theory]
    [InlineData(Value, "x\r\nSet-Cookie: session=evil1; a=b")]
    [InlineData(Value, "x\r\n\r\n<script>evil()</script>evil###")]
    [InlineData(Value, "x\nSet-Cookie: session=evil1; a=bc")]
    [InlineData(Value, "x\rSet-Cookie: session=evil1; a=bc")]
    [InlineData(Value, "x\0evil evil evil evil evil evil e")]
    [InlineData(Name, "Set-Cookie")]
    [InlineData(Name, "Connection")]
    [InlineData(Name, "Keep-Alive")]
    [InlineData(Name, "evil\r\nevil")]
    [InlineData(Name, "evil: evil")]
    [InlineData(Name, "Proxy-Evil")]
    public async Task No_field_of_another_kind_goes_out(string from, string to)
    {
        await using var site = await StartAsync();
        var first = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        var hit = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.Equal(("page 1", first.Header(Name)), (hit.Body, hit.Header(Name)));

        Rewrite(site, from, to[..from.Length]);

        var answer = await RawClient.SendAsync(site.Address, "GET / HTTP/1.1");
        Assert.StartsWith("HTTP/1.1 200", answer.StatusLine, StringComparison.Ordinal);
        Assert.Equal("page 2", answer.Text);
        Assert.DoesNotContain(answer.HeaderLines, static line => line.Contains("evil", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Set-Cookie", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(first.HeaderLines.Where(IsOfThePage), answer.HeaderLines.Where(IsOfThePage));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(0x7F00_0000)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task Lengths_that_cannot_be_true_break_no_answer(int length)
    {
        await using var site = await StartAsync();
        await site.GetAsync("/");
        var key = PageNameIn(site);
        var payload = site.Bytes!.Store[key];
        // Everywhere that could be a length, in either order of bytes.
        for (var at = 0; at + sizeof(int) <= payload.Length; at++)
        {
            foreach (var isLittleEndian in new[] { true, false })
            {
                var tampered = payload.ToArray();
                if (isLittleEndian)
                    BinaryPrimitives.WriteInt32LittleEndian(tampered.AsSpan(at), length);
                else
                    BinaryPrimitives.WriteInt32BigEndian(tampered.AsSpan(at), length);
                site.Bytes.Store.Replace(key, tampered);

                using var answer = await site.SendAsync("/");
                await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

                Assert.True((int)answer.StatusCode < 500, $"{answer.StatusCode} with {length} at {at}.");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000_000)]
    public async Task Bytes_behind_the_end_make_it_no_page(int count)
    {
        await using var site = await StartAsync();
        await site.GetAsync("/");
        var key = PageNameIn(site);

        site.Bytes!.Store.Replace(key, [.. site.Bytes.Store[key], .. new byte[count]]);

        Assert.Equal("page 2", await site.GetAsync("/"));
    }

    private static bool IsOfThePage(string line) =>
        line.StartsWith("X-", StringComparison.Ordinal) || line.StartsWith("Content-Type", StringComparison.Ordinal) || line.StartsWith("Cache-Control", StringComparison.Ordinal);

    private static void Rewrite(TestSite site, string from, string to)
    {
        var key = PageNameIn(site);
        var payload = site.Bytes!.Store[key].ToArray();
        var at = payload.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from));
        Assert.True(at >= 0, $"'{from}' is not in the entry.");
        Encoding.ASCII.GetBytes(to).CopyTo(payload, at);
        site.Bytes.Store.Replace(key, payload);
    }

    private static string PageNameIn(TestSite site) =>
        Assert.Single(site.Bytes!.Store.FinalKeys, static key => key.Contains("page:#", StringComparison.Ordinal));

    private static Task<TestSite> StartAsync()
    {
        var made = new Counted();
        return TestSite.StartAsync(
            app => app.MapGet("/", (HttpResponse response) =>
            {
                response.Headers[Name] = Value;
                return made.Page();
            }),
            new() { OnBytes = true, Options = static options => options.LocalCopies = 0 });
    }
}
