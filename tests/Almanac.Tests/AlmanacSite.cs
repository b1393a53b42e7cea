using Almanac.Database;
using Almanac.Tests;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

[assembly: AssemblyFixture(typeof(AlmanacSite))]

namespace Almanac.Tests;

/// <summary>
/// The sample as it is, with a database of its own. One is shared by all tests that leave nothing behind but entries in a
/// guestbook no other test reads.
/// </summary>
public class AlmanacSite : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Settings that differ from the sample's own.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Almanac:PostsPerMinute"] = "100000" };

    /// <summary>What the site logged.</summary>
    public FakeLogCollector Log => Services.GetFakeLogCollector();

    /// <summary>The site's file.</summary>
    public string DatabaseFile => Services.GetRequiredService<AlmanacDatabase>().FilePath;

    /// <summary>Starts the site, unless it runs.</summary>
    public virtual ValueTask InitializeAsync()
    {
        StartServer();
        return ValueTask.CompletedTask;
    }

    /// <summary>A browser without cookies, which follows no redirects.</summary>
    public Visitor Welcome(string? language = null)
    {
        var visitor = new Visitor(OpenNetwork(), ClientOptions.BaseAddress);
        if (language is not null)
            visitor.AcceptLanguage(language);
        return visitor;
    }

    /// <summary>Asks the database behind the site's back.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql, params (string Name, object Value)[] parameters)
    {
        // A connection of our own, unpooled: the site's are its own affair.
        var connectionString = new SqliteConnectionStringBuilder { DataSource = DatabaseFile, Pooling = false }.ToString();
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        return rows;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual HttpMessageHandler OpenNetwork() => Server.CreateHandler();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // As `dotnet run` starts it: the sample has no launch settings.
        builder.UseEnvironment("Production");
        builder.UseSetting("Almanac:Database", _folder.Combine("almanac.db"));
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddFakeLogging());
        // Keys that die with the site, so that no test writes into the home folder of whoever runs it.
        builder.ConfigureServices(services => services.AddDataProtection().UseEphemeralDataProtectionProvider());
    }
}
