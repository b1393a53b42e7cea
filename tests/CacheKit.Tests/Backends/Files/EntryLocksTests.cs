using CacheKit.Backends.Files;

namespace CacheKit.Tests.Backends.Files;

/// <summary>The locks between caches, as two processes have them: each pair here shares nothing but the directory.</summary>
public sealed class EntryLocksTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void What_one_holds_another_does_not_get(bool holderIsPlain, bool otherIsPlain)
    {
        var holder = Open(holderIsPlain);
        var other = Open(otherIsPlain);
        using (holder.Enter(3))
        {
            Assert.False(Gets(other, 3));
            Assert.True(Gets(other, 4));
        }

        Assert.True(Gets(other, 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nobody_waits_for_ever(bool plain)
    {
        var holder = Open(plain);
        var other = Open(plain, TimeSpan.FromMilliseconds(50));
        using var held = holder.Enter(3);

        var error = Assert.Throws<IOException>(() => other.Enter(3));

        Assert.Contains("03.lock", error.Message, StringComparison.Ordinal);
        Assert.Contains("Is a process that shares the cache stopped?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_did_not_get_a_lock_keeps_nothing()
    {
        var holder = Open(plain: false);
        var other = Open(plain: false, TimeSpan.FromMilliseconds(50));
        using (holder.Enter(3))
        {
            Assert.Throws<IOException>(() => other.Enter(3));
            Assert.Throws<IOException>(() => other.EnterBoth(1, 3));
        }

        using var both = new Both(other.EnterBoth(1, 3));
        Assert.False(Gets(holder, 1));
    }

    [Fact]
    public void Shards_of_one_lock_are_entered_once()
    {
        var locks = Open(plain: false);

        using (new Both(locks.EnterBoth(5, 5 + EntryLocks.Count)))
            Assert.False(Gets(Open(plain: false), 5));

        Assert.True(Gets(Open(plain: false), 5));
    }

    [Fact]
    public void A_lock_in_a_directory_that_was_made_again_is_the_new_one()
    {
        var locks = Open(plain: false);
        using (locks.Enter(3))
        {
        }

        Directory.Delete(_files.Path, recursive: true);
        var other = Open(plain: false);

        using (other.Enter(3))
            Assert.False(Gets(locks, 3));
    }

    private static bool Gets(EntryLocks locks, int shard)
    {
        // The first try may be the one that makes the file.
        for (int attempt = 0; attempt < 2; attempt++)
        {
            if (!locks.TryEnter(shard, out var held))
                continue;
            held.Dispose();
            return true;
        }

        return false;
    }

    private EntryLocks Open(bool plain, TimeSpan? patience = null) => new(new CacheDirectory(_files.Path), patience ?? TimeSpan.FromSeconds(30), plain);

    private readonly struct Both((HeldLock First, HeldLock Second) locks) : IDisposable
    {
        public void Dispose()
        {
            locks.Second.Dispose();
            locks.First.Dispose();
        }
    }
}
