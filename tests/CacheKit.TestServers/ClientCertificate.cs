namespace CacheKit.TestServers;

/// <summary>A certificate by which a client says who it is, as files in PEM in the folder of the server that issued it.</summary>
/// <param name="Path">The certificate.</param>
/// <param name="KeyPath">Its key.</param>
/// <param name="BothPath">Both in one.</param>
public sealed record ClientCertificate(string Path, string KeyPath, string BothPath);
