using CacheKit.Redis.Tests.Configuration;
using CacheKit.TestServers;

namespace CacheKit.Redis.Tests.Connections;

/// <summary>A server that lets nobody in without a certificate of its authority's.</summary>
public sealed class ClientCertificateTests : IAsyncLifetime
{
    private const string Secret = "Ge,heim/:@17";

    // In the password however it is written.
    private const string Trace = "heim";

    private const string Advice = "If it asks for a certificate, name one of an authority that it trusts (Options:SslCertfile, Options:SslKeyfile)";

    private RedisServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync(new() { IsEncrypted = true, AsksForCertificate = true });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task It_may_be_named_in_the_URL()
    {
        var certificate = _server.IssueCertificate();
        await using var application = RedisApplication.Make(
            ("Location", $"{Location}&ssl_certfile={Uri.EscapeDataString(certificate.Path)}&ssl_keyfile={Uri.EscapeDataString(certificate.KeyPath)}"));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task It_may_be_named_in_the_options()
    {
        var certificate = _server.IssueCertificate();
        await using var application = Make(("Options:SslCertfile", certificate.Path), ("Options:SslKeyfile", certificate.KeyPath));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task The_authorities_of_a_file_and_those_of_a_text_both_count()
    {
        var certificate = _server.IssueCertificate();
        string authority = await File.ReadAllTextAsync(_server.CertificatePath, TestContext.Current.CancellationToken);
        await using var application = RedisApplication.Make(
            ("Location", $"rediss://{TestServer.Host}:{_server.Port}"), ("Options:SslCaCerts", certificate.Path), ("Options:SslCaData", authority),
            ("Options:SslCertfile", certificate.Path), ("Options:SslKeyfile", certificate.KeyPath));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task Its_key_may_be_in_the_same_file()
    {
        await using var application = Make(("Options:ssl_certfile", _server.IssueCertificate().BothPath));

        await application.AssertUsableAsync();
    }

    [Fact]
    public async Task Its_key_may_have_a_password()
    {
        var certificate = _server.IssueCertificate(Secret);
        await using var apart = Make(("Options:SslCertfile", certificate.Path), ("Options:SslKeyfile", certificate.KeyPath), ("Options:SslPassword", Secret));
        await using var together = RedisApplication.Make(
            ("Location", $"{Location}&ssl_certfile={Uri.EscapeDataString(certificate.BothPath)}&ssl_password={Uri.EscapeDataString(Secret)}"));

        await apart.AssertUsableAsync();
        await together.AssertUsableAsync();

        Assert.DoesNotContain(Trace, apart.Logged + together.Logged, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, InlineData("TLSv1.2"), InlineData("TLSv1.3")]
    public async Task Whoever_has_none_is_told_what_to_set(string protocol)
    {
        await using var server = await RedisServer.StartNewAsync(
            new() { IsEncrypted = true, AsksForCertificate = true, Arguments = ["--tls-protocols", protocol] });
        await using var application = RedisApplication.Make(
            ("Location", $"rediss://{TestServer.Host}:{server.Port}"), ("Options:SslCaCerts", server.CertificatePath));

        await AssertRefusedAsync(application);
    }

    [Theory, InlineData("TLSv1.2"), InlineData("TLSv1.3")]
    public async Task Whoever_has_one_of_another_authority_is_told_the_same(string protocol)
    {
        await using var server = await RedisServer.StartNewAsync(
            new() { IsEncrypted = true, AsksForCertificate = true, Arguments = ["--tls-protocols", protocol] });
        var foreign = _server.IssueCertificate(Secret);
        await using var application = RedisApplication.Make(
            ("Location", $"rediss://{TestServer.Host}:{server.Port}"), ("Options:SslCaCerts", server.CertificatePath),
            ("Options:SslCertfile", foreign.Path), ("Options:SslKeyfile", foreign.KeyPath), ("Options:SslPassword", Secret));

        await AssertRefusedAsync(application);
    }

    [Fact]
    public async Task A_key_that_its_password_does_not_open_is_an_error_of_the_configuration()
    {
        var certificate = _server.IssueCertificate(Secret);
        await using var wrong = Make(
            ("Options:SslCertfile", certificate.Path), ("Options:SslKeyfile", certificate.KeyPath), ("Options:SslPassword", "Un" + Secret));
        await using var missing = Make(("Options:SslCertfile", certificate.Path), ("Options:SslKeyfile", certificate.KeyPath));

        foreach (var application in (RedisApplication[])[wrong, missing])
        {
            var failure = Assert.Throws<CacheConfigurationException>(() => application.Cache);

            Assert.Contains("Caches:default:Options:SslCertfile", failure.Message, StringComparison.Ordinal);
            Assert.Contains("SslPassword", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Trace, failure + application.Logged, StringComparison.OrdinalIgnoreCase);
        }
    }

    private string Location => $"rediss://{TestServer.Host}:{_server.Port}?ssl_ca_certs={Uri.EscapeDataString(_server.CertificatePath)}";

    private RedisApplication Make(params (string Name, string? Value)[] settings) => RedisApplication.Make([("Location", Location), .. settings]);

    private static async Task AssertRefusedAsync(RedisApplication application)
    {
        Exception? failure = null;
        // A server that closes a connection so soon may also look like one that does not run.
        await Patience.UntilAsync(async () => (failure = await application.AssertFailsAsync()).Message.Contains(Advice, StringComparison.Ordinal));
        await RedisApplication.WaitAsync(() => application.LinesOf(1201).Count == 1);
        Assert.Contains(Advice, application.LinesOf(1201)[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Trace, failure + application.Logged, StringComparison.OrdinalIgnoreCase);
    }
}
