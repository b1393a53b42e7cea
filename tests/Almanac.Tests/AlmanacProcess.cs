using System.Diagnostics;
using CacheKit.TestServers;

namespace Almanac.Tests;

/// <summary>The sample as a process of its own, as <c>dotnet run</c> starts it.</summary>
public static class AlmanacProcess
{
    /// <summary>Starts it on a free port of the loopback address, with its database and its home in a folder.</summary>
    public static SiteProcess Start(TemporaryFolder folder, params string[] arguments)
    {
        // The sample's own files stand beside the tests.
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory };
        string[] all = ["Almanac.dll", "--urls", "http://127.0.0.1:0", "--Almanac:Database", folder.Combine("almanac.db"), .. arguments];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        // Where ASP.NET Core keeps the keys of its cookies.
        start.Environment["HOME"] = folder.FullPath;
        return new SiteProcess(start);
    }
}
