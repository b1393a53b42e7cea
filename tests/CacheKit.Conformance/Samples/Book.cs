namespace CacheKit.Conformance.Samples;

/// <summary>A record, whose parts may be null.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Pages">How many pages it has.</param>
/// <param name="Published">When it came out.</param>
/// <param name="Season">In which season.</param>
/// <param name="Sequel">The next one.</param>
public sealed record Book(string Title, int Pages, DateOnly? Published, Season Season, Book? Sequel);
