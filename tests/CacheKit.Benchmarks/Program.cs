using System.Globalization;
using BenchmarkDotNet.Running;
using CacheKit.Benchmarks;
using CacheKit.Benchmarks.BenchmarkDotNet;
using CacheKit.Benchmarks.Compare;
using CacheKit.Benchmarks.Culling;
using CacheKit.Benchmarks.Files;
using CacheKit.Benchmarks.Memory;
using CacheKit.Benchmarks.Pages;
using CacheKit.Benchmarks.Stampede;
using CacheKit.Benchmarks.Stores.Memcached;
using CacheKit.Benchmarks.Stores.Redis;
using CacheKit.Benchmarks.Stores.Servers;
using CacheKit.Benchmarks.Stores.Sqlite;

switch (args)
{
    case ["compare", .. var rest]:
        Console.WriteLine(MachineLine.Describe());
        CompareCommand.Run(rest.ElementAtOrDefault(0), rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : null);
        return 0;
    case ["memory"]:
        MemoryCommand.Run();
        return 0;
    case ["culling"]:
        Console.WriteLine(MachineLine.Describe());
        CullingCommand.Run();
        return 0;
    case ["file", .. var rest]:
        Console.WriteLine(MachineLine.Describe());
        FilesCommand.Run(rest is [] ? [100_000] : [.. rest.Select(static number => int.Parse(number, CultureInfo.InvariantCulture))]);
        return 0;
    case ["stampede"]:
        Console.WriteLine(MachineLine.Describe());
        await StampedeCommand.RunAsync();
        return 0;
    case ["pages"]:
        Console.WriteLine(MachineLine.Describe());
        await PagesCommand.RunAsync();
        return 0;
    case ["pages", "uncacheable", var which and ("private" or "cookie")]:
        Console.WriteLine(MachineLine.Describe());
        await UncacheablePagesCommand.RunAsync($"/{which}");
        return 0;
    case ["pages", "cold"]:
        Console.WriteLine(MachineLine.Describe());
        await ColdPageCommand.RunAsync();
        return 0;
    case ["pages", "redis"]:
        Console.WriteLine(MachineLine.Describe());
        await RedisPagesCommand.RunAsync();
        return 0;
    case ["serve", var kind]:
        await PageServer.RunAsync(Enum.Parse<PageServerKind>(kind));
        return 0;
    case ["sqlite", .. var rest]:
        Console.WriteLine(MachineLine.Describe());
        await SqliteBenchmark.RunAsync(rest.ElementAtOrDefault(0));
        return 0;
    case ["postgresql", .. var rest]:
        Console.WriteLine(MachineLine.Describe());
        await ServerBenchmark.RunPostgreSqlAsync(rest.ElementAtOrDefault(0));
        return 0;
    case ["mysql", .. var rest]:
        Console.WriteLine(MachineLine.Describe());
        await ServerBenchmark.RunMySqlAsync(rest.ElementAtOrDefault(0));
        return 0;
    case ["redis", .. var rest]:
        Console.WriteLine(MachineLine.Describe());
        await RedisBenchmark.RunAsync(rest.ElementAtOrDefault(0));
        return 0;
    case ["memcached"]:
        Console.WriteLine(MachineLine.Describe());
        await MemcachedBenchmark.RunAsync();
        return 0;
    case ["bdn", .. var rest]:
        BenchmarkSwitcher.FromTypes([typeof(OperationBenchmarks)]).Run(["--filter", $"*{rest.ElementAtOrDefault(0)}*"]);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage:
              compare [operation] [entries]  every candidate at every operation, interleaved
              memory                         bytes for each entry
              culling                        insertions into a full cache
              file [entries …]               the file backend beside bare files, and with so many entries (100000)
              stampede                       many callers of one absent key
              pages                          hits of a page over loopback; needs wrk
              pages uncacheable private|cookie   pages that cannot be shared; needs wrk
              pages redis                    hits of pages that lie on a Redis server; needs wrk
              pages cold                     many first requests of one page
              sqlite [flat]                  SQLite beside its bare statements; flat: with many entries
              postgresql [flat]              the same on a PostgreSQL server
              mysql [flat]                   the same on a MariaDB server
              redis [flat]                   a Redis server beside its bare client and the framework's caches
              memcached                      a memcached server beside a pool of bare sockets
              bdn [filter]                   the operations of compare, under BenchmarkDotNet
            """);
        return 2;
}
