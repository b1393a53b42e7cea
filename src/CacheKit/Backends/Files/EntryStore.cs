using System.Buffers;
using CacheKit.Keys;
using CacheKit.Serialization;

namespace CacheKit.Backends.Files;

/// <summary>
/// The entries of a directory. Reading needs no lock. Every change happens under the lock of the shard, plain storing
/// too: an increment reads, adds and replaces, and a value stored in between would be lost without anybody having been
/// told.
/// </summary>
internal sealed class EntryStore
{
    private const int ReplaceAttempts = 20;

    private readonly CacheDirectory _directory;
    private readonly EntryLocks _locks;
    private readonly EntryReader _reader;
    private readonly EntryCounts _counts;
    private readonly EntryCull _cull;
    private readonly FileLimits _limits;
    private readonly TimeProvider _time;

    public EntryStore(CacheDirectory directory, EntryLocks locks, EntryReader reader, FileLimits limits, TimeProvider time)
    {
        _directory = directory;
        _locks = locks;
        _reader = reader;
        _counts = new EntryCounts(directory);
        _cull = new EntryCull(directory, locks, _counts);
        _limits = limits;
        _time = time;
    }

    private long Now => _time.GetUtcNow().UtcTicks;

    /// <summary>Reads an entry; one that is expired or damaged is removed.</summary>
    public EntryState Read(CacheKey key, IBufferWriter<byte> destination, out long expires)
    {
        var name = EntryName.Of(key);
        string path = _directory.PathOf(name);
        var state = _reader.Read(path, key, Now, destination, out expires);
        if (state is EntryState.Expired or EntryState.Damaged)
            RemoveUnlessLive(name.Shard, path, key);
        return state;
    }

    /// <summary>Stores an entry, culling first when it is a new one and there is no room.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="timeToLive">Positive, or null for never.</param>
    /// <param name="existing">Takes the payload of the live entry that is there, which then stays; null: it is replaced.</param>
    /// <returns>Whether it was stored.</returns>
    public bool Store(CacheKey key, in ReadOnlySequence<byte> payload, TimeSpan? timeToLive, IBufferWriter<byte>? existing = null)
    {
        var name = EntryName.Of(key);
        string path = _directory.PathOf(name);
        int limit = _limits.MaxEntries;
        while (true)
        {
            CountVerdict verdict;
            using (_locks.Enter(name.Shard))
            {
                bool isNew = !File.Exists(path);
                if (existing is not null && !isNew && _reader.Read(path, key, Now, existing, out _) == EntryState.Live)
                    return false;
                verdict = isNew ? _counts.TryInsert(name.Shard, limit) : CountVerdict.Noted;
                if (verdict == CountVerdict.Noted)
                {
                    Write(name, path, key, payload, EndOf(timeToLive), isNew);
                    return true;
                }
            }

            if (verdict == CountVerdict.Unknown)
            {
                _cull.CountAnew();
                continue;
            }

            _cull.MakeRoom(_limits);
            // Once is enough, whatever others have put there since.
            limit = int.MaxValue;
        }
    }

    /// <summary>Writes an entry, but not to its place: whatever would keep it from being stored keeps it from that.</summary>
    public void Probe(CacheKey key)
    {
        var name = EntryName.Of(key);
        string temporary = _directory.TemporaryOf(name.Shard);
        using var held = _locks.Enter(name.Shard);
        try
        {
            WriteFile(temporary, key, default, EntryFormat.Never);
        }
        finally
        {
            Undo(name.Shard, temporary, isNew: false);
        }
    }

    /// <summary>Gives an entry a new end.</summary>
    public bool Touch(CacheKey key, TimeSpan? timeToLive)
    {
        var name = EntryName.Of(key);
        string path = _directory.PathOf(name);
        if (!OpenedFile.IsThere(path))
            return false;
        using var held = _locks.Enter(name.Shard);
        using var payload = PooledPayloadWriter.Rent();
        if (_reader.Read(path, key, Now, payload, out _) != EntryState.Live)
            return false;
        // The end is part of what the checksum covers, so the file is replaced: in its place it could be read half changed.
        Write(name, path, key, payload.WrittenSequence, EndOf(timeToLive), isNew: false);
        return true;
    }

    /// <summary>Adds to a counter; it keeps its end.</summary>
    public IncrementResult Increment(CacheKey key, long delta)
    {
        var name = EntryName.Of(key);
        string path = _directory.PathOf(name);
        if (!OpenedFile.IsThere(path))
            return new(IncrementStatus.Missing);
        using var held = _locks.Enter(name.Shard);
        using var payload = PooledPayloadWriter.Rent();
        if (_reader.Read(path, key, Now, payload, out long expires) != EntryState.Live)
            return new(IncrementStatus.Missing);
        var result = CounterText.Add(payload.WrittenSpan, delta);
        if (result.Status != IncrementStatus.Done)
            return result;
        payload.Clear();
        payload.Advance(CounterText.Format(result.Value, payload.GetSpan(CounterText.MaximumLength)));
        Write(name, path, key, payload.WrittenSequence, expires, isNew: false);
        return result;
    }

    /// <summary>Moves an entry with its end to another key. The new place is written first: who dies in between leaves both.</summary>
    public bool Move(CacheKey source, CacheKey destination)
    {
        var (from, to) = (EntryName.Of(source), EntryName.Of(destination));
        string path = _directory.PathOf(from), newPath = _directory.PathOf(to);
        if (!OpenedFile.IsThere(path))
            return false;
        var (first, second) = _locks.EnterBoth(from.Shard, to.Shard);
        using (first)
        using (second)
        {
            using var payload = PooledPayloadWriter.Rent();
            if (_reader.Read(path, source, Now, payload, out long expires) != EntryState.Live)
                return false;
            bool isNew = !File.Exists(newPath);
            if (isNew)
                _counts.Change(to.Shard, 1);
            Write(to, newPath, destination, payload.WrittenSequence, expires, isNew);
            Remove(from.Shard, path);
            return true;
        }
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether a live one was there.</returns>
    public bool Delete(CacheKey key)
    {
        var name = EntryName.Of(key);
        string path = _directory.PathOf(name);
        if (!OpenedFile.IsThere(path))
            return false;
        using var held = _locks.Enter(name.Shard);
        using var payload = PooledPayloadWriter.Rent();
        var state = _reader.Read(path, key, Now, payload, out _);
        if (state is not (EntryState.Absent or EntryState.Foreign))
            Remove(name.Shard, path);
        return state == EntryState.Live;
    }

    /// <summary>Removes all entries, or those whose keys begin with a prefix; the directory and whatever else is in it stay.</summary>
    public void Clear(string? prefix, CancellationToken cancellationToken)
    {
        for (int shard = 0; shard < CacheDirectory.Shards; shard++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_directory.HasShard(shard))
                continue;
            if (prefix is null)
                _cull.RemoveFrom(shard, int.MaxValue);
            else
                Clear(shard, prefix);
        }
    }

    /// <summary>The names of a shard's entries, in order. Corrects the count by the way.</summary>
    public List<string> Look(int shard)
    {
        using var held = _locks.Enter(shard);
        var names = _directory.List(shard);
        _counts.Correct(shard, names.Count);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Whether there is a shard, or the count says that it has entries.</summary>
    public bool IsUsed(int shard)
    {
        Span<int> counts = stackalloc int[CacheDirectory.Shards];
        return _directory.HasShard(shard) || (_counts.TryRead(counts) && counts[shard] != 0);
    }

    /// <summary>Removes an entry that has expired or is not one, going by its head.</summary>
    /// <returns>Whether it was removed.</returns>
    public bool RemoveIfExpired(int shard, string fileName)
    {
        string path = _directory.PathOf(shard, fileName);
        if (_reader.Peek(path, Now) is not (EntryState.Expired or EntryState.Damaged))
            return false;
        using var held = _locks.Enter(shard);
        // Others may have replaced it meanwhile.
        if (_reader.Peek(path, Now) is not (EntryState.Expired or EntryState.Damaged))
            return false;
        Remove(shard, path);
        return true;
    }

    private void Clear(int shard, string prefix)
    {
        foreach (string fileName in Look(shard))
        {
            string path = _directory.PathOf(shard, fileName);
            if (_reader.Peek(path, long.MinValue, prefix) != EntryState.Live)
                continue;
            using var held = _locks.Enter(shard);
            if (File.Exists(path))
                Remove(shard, path);
        }
    }

    // By the way of a read: where it cannot be done, in a directory that is only read or while others write, it is left.
    private void RemoveUnlessLive(int shard, string path, CacheKey key)
    {
        try
        {
            if (!_locks.TryEnter(shard, out var held))
                return;
            using (held)
            using (var payload = PooledPayloadWriter.Rent())
            {
                if (_reader.Read(path, key, Now, payload, out _) is EntryState.Expired or EntryState.Damaged)
                    Remove(shard, path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Remove(int shard, string path)
    {
        File.Delete(path);
        _counts.Change(shard, -1);
    }

    /// <summary>Writes an entry under its lock. Whatever fails, the old entry is there or none, and nothing else is left behind.</summary>
    private void Write(EntryName name, string path, CacheKey key, in ReadOnlySequence<byte> payload, long expires, bool isNew)
    {
        string temporary = _directory.TemporaryOf(name.Shard);
        try
        {
            WriteFile(temporary, key, payload, expires);
            Replace(temporary, path);
        }
        catch
        {
            Undo(name.Shard, temporary, isNew);
            throw;
        }
    }

    private static void WriteFile(string path, CacheKey key, in ReadOnlySequence<byte> payload, long expires)
    {
        long length = EntryFormat.LengthOf(key, payload.Length);
        if (length > Array.MaxLength)
            throw new IOException($"An entry of {length} bytes is too large for a file of the cache.");
        byte[] file = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            EntryFormat.Write(key, payload, expires, file.AsSpan(0, (int)length));
            // With its length known from the start a full disk shows before anything is written, and ext4 need not look for the
            // place at the rename.
            using var handle = CacheDirectory.Create(path, FileMode.Create, FileAccess.Write, FileShare.None, length);
            RandomAccess.Write(handle, file.AsSpan(0, (int)length), 0);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // What .NET makes of EFBIG.
            throw new IOException($"The system does not let this process write a file of {length} bytes: '{path}'.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(file);
        }
    }

    private static void Replace(string temporary, string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                File.Move(temporary, path, overwrite: true);
                return;
            }
            // Windows may refuse to replace a file in the moment in which others read it.
            catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows() && attempt < ReplaceAttempts)
            {
                Thread.Sleep(attempt);
            }
        }
    }

    private void Undo(int shard, string temporary, bool isNew)
    {
        try
        {
            File.Delete(temporary);
            if (isNew)
                _counts.Change(shard, -1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What went wrong first is what the caller is told. The sweep finds the rest.
        }
    }

    private long EndOf(TimeSpan? timeToLive)
    {
        if (timeToLive is not { } life)
            return EntryFormat.Never;
        long now = Now;
        return life.Ticks < EntryFormat.Never - now ? now + life.Ticks : EntryFormat.Never;
    }
}
