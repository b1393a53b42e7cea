namespace Almanac.Guestbook;

/// <summary>What a visitor wrote into a territory's guestbook.</summary>
public sealed record GuestbookEntry(long Id, string Author, string Text, DateTimeOffset Written);
