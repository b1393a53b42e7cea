namespace Rates;

/// <summary>What the site shows and keeps: a type of its own, which needs metadata.</summary>
public sealed record Rate(string Code, Guid Made);
