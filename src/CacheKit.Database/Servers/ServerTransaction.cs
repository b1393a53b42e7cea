namespace CacheKit.Database.Servers;

/// <summary>Statements that are one transaction.</summary>
internal sealed class ServerTransaction(IReadOnlyList<ServerStatement> statements)
{
    public IReadOnlyList<ServerStatement> Statements => statements;

    /// <summary>Whether the end of it was sent: until then nothing has been done, afterwards nobody knows.</summary>
    public bool IsCommitting { get; set; }
}
