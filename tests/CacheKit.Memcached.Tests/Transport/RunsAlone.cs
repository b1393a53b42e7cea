namespace CacheKit.Memcached.Tests.Transport;

/// <summary>Tests that must not share the process with others.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
