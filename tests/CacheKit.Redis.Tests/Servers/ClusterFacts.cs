namespace CacheKit.Redis.Tests.Servers;

/// <summary>The facts that share the cluster's one database, and so take turns.</summary>
[CollectionDefinition(nameof(ClusterFacts))]
public sealed class ClusterFacts;
