using System.Globalization;
using CacheKit.Backends.LocMem;
using CacheKit.Backends.Objects;

namespace CacheKit.Tests.Backends.LocMem;

public sealed class LocMemTableTests
{
    private readonly LocMemTable _table = new([new Lock(), new Lock()]);

    [Fact]
    public void What_was_added_is_found_and_nothing_else()
    {
        for (int number = 0; number < 1_000; number++)
            Assert.True(_table.TryAdd(Entry(number)));

        for (int number = 0; number < 1_000; number++)
            Assert.Equal(NameOf(number), _table.Find(NameOf(number))?.Name);
        Assert.Null(_table.Find(NameOf(1_000)));
        Assert.False(_table.TryAdd(Entry(7)));
    }

    [Fact]
    public void An_entry_in_the_place_of_another_is_found_instead_of_it()
    {
        var entries = AddMany(500);
        for (int number = 0; number < 500; number += 2)
        {
            var next = Entry(number);
            Assert.True(_table.TryReplace(next, out var old));
            Assert.Same(entries[number], old);
            entries[number] = next;
        }

        Assert.All(entries, entry => Assert.Same(entry, _table.Find(entry.Name)));
        Assert.False(_table.TryReplace(Entry(500), out _));
    }

    [Fact]
    public void Only_the_very_entry_is_removed()
    {
        var entries = AddMany(500);

        Assert.False(_table.Remove(Entry(3)));
        for (int number = 0; number < 500; number += 2)
            Assert.True(_table.Remove(entries[number]));

        Assert.False(_table.Remove(entries[0]));
        Assert.Equal(250, _table.Entries.Count());
        for (int number = 0; number < 500; number++)
            Assert.Equal(number % 2 == 0 ? null : entries[number], _table.Find(NameOf(number)));
    }

    [Fact]
    public void Removal_by_name_takes_what_matches_and_leaves_the_rest()
    {
        AddMany(500);

        var removed = _table.RemoveAll(static name => name.EndsWith('7'));

        Assert.Equal(50, removed.Count);
        Assert.Equal(450, _table.Entries.Count());
        Assert.Null(_table.Find(NameOf(17)));
        Assert.NotNull(_table.Find(NameOf(18)));
    }

    [Fact]
    public void A_table_of_which_everything_was_removed_is_empty_and_takes_entries_again()
    {
        AddMany(500);

        Assert.Equal(500, _table.RemoveAll(static _ => true).Count);

        Assert.True(_table.IsEmpty);
        Assert.Empty(_table.Entries);
        AddMany(500);
        Assert.Equal(500, _table.Entries.Count());
    }

    [Fact]
    public async Task What_is_there_is_found_at_any_moment_of_a_growth()
    {
        var steady = AddMany(2_000);
        using var grown = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var random = new Random(1);
                while (!grown.IsCancellationRequested)
                {
                    var entry = steady[random.Next(steady.Length)];
                    Assert.Same(entry, _table.Find(entry.Name));
                }
            },
            grown.Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        for (int number = 2_000; number < 400_000; number++)
            _table.TryAdd(Entry(number));
        await grown.CancelAsync();

        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_walk_ends_in_peace_while_the_table_grows_and_is_emptied()
    {
        using var done = new CancellationTokenSource();
        var walkers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!done.IsCancellationRequested)
                    Assert.All(_table.Entries, static entry => Assert.StartsWith("key", entry.Name, StringComparison.Ordinal));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        for (int time = 0; time < 500; time++)
        {
            AddMany(500);
            _table.RemoveAll(static _ => true);
        }

        await done.CancelAsync();
        await Task.WhenAll(walkers);
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"key{number}");

    private static CachedPayload Entry(int number)
    {
        var entry = new CachedPayload([]);
        LocMemStore.Place(NameOf(number), entry, LocMemLimits.Default);
        return entry;
    }

    private CachedObject[] AddMany(int count)
    {
        CachedObject[] entries = [.. Enumerable.Range(0, count).Select(Entry)];
        Assert.All(entries, entry => Assert.True(_table.TryAdd(entry)));
        return entries;
    }
}
