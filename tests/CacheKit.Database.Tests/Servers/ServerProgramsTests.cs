using CacheKit.Database.Tests.Sqlite;
using CacheKit.TestServers;

namespace CacheKit.Database.Tests.Servers;

public sealed class ServerProgramsTests : IDisposable
{
    private const string Program = "cachekit-frobd";

    private readonly TemporaryDirectory _first = new();
    private readonly TemporaryDirectory _second = new();

    [Fact]
    public void A_link_that_leads_nowhere_is_no_program()
    {
        File.CreateSymbolicLink(_first.File(Program), _first.File("gone"));

        Assert.Null(ServerPrograms.Find(Program, _first.Path));
    }

    [Fact]
    public void Nor_does_it_hide_a_program_that_is_elsewhere()
    {
        File.CreateSymbolicLink(_first.File(Program), _first.File("gone"));
        File.WriteAllText(_second.File(Program), "");

        Assert.Equal(_second.File(Program), ServerPrograms.Find(Program, _first.Path, _second.Path));
    }

    [Fact]
    public void A_link_to_a_program_is_one()
    {
        File.WriteAllText(_second.File("frobd-1.2"), "");
        File.CreateSymbolicLink(_second.File("frobd"), _second.File("frobd-1.2"));
        File.CreateSymbolicLink(_first.File(Program), _second.File("frobd"));

        Assert.Equal(_first.File(Program), ServerPrograms.Find(Program, _first.Path));
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }
}
