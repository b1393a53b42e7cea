using CacheKit.TestProcess.Driving;

namespace CacheKit.Tests.Backends.Files;

/// <summary>A disk that is full: an error, and the old value or none, never a half. In a process of its own, which fills it.</summary>
public sealed class FullDiskTests : IDisposable
{
    // The signal that says so would end the process, and the runtime must not keep its code in a file.
    private const string LimitFiles = "trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 8";

    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_file_that_may_not_grow_is_an_error_and_leaves_no_half()
    {
        Assert.Equal(5, await FillAsync(LimitFiles));
        Assert.Empty(_files.Leftovers);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_and_leaves_no_half()
    {
        using var disk = SmallDisk.TryMount(_files.Parent);

        // Where nobody may mount one, a limit for each file stands for it.
        int entries = await FillAsync(disk is null ? LimitFiles : null);

        Assert.InRange(entries, 1, 5);
        Assert.Empty(_files.Leftovers);
    }

    [Fact]
    public async Task On_a_full_disk_entries_can_be_removed()
    {
        using var disk = SmallDisk.TryMount(_files.Parent);
        int before = await FillAsync(disk is null ? LimitFiles : null);

        await using var harness = new FileHarness(_files);
        await harness.Cache.DeleteAsync("key0", TestContext.Current.CancellationToken);
        await harness.Cache.SetAsync("key1", "short", default, TestContext.Current.CancellationToken);

        Assert.Equal("short", await harness.Cache.GetAsync<string>("key1", TestContext.Current.CancellationToken));
        Assert.InRange(_files.Entries.Length, 1, before);
    }

    /// <returns>How many entries are left.</returns>
    private async Task<int> FillAsync(string? shell)
    {
        var settings = new Dictionary<string, string> { ["Backend"] = "file", ["Location"] = _files.Path };
        await using var child = Child.Start("fill keys=5 growth=1000", settings, shell);
        await child.BeginAsync();
        Assert.Null(await child.WaitAsync());
        Assert.Equal(nameof(IOException), Assert.Single(child.Lines));
        return _files.Entries.Length;
    }
}
