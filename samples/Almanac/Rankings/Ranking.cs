namespace Almanac.Rankings;

/// <summary>A table that one query makes.</summary>
/// <param name="Slug">Its name in the address.</param>
/// <param name="Title">A text of the site.</param>
/// <param name="Explanation">A text of the site: what is counted, and how.</param>
/// <param name="Subject">What a row stands for.</param>
/// <param name="ValueTitle">A text of the site, over the column ranked by.</param>
/// <param name="ValueFormat">How that column is written.</param>
/// <param name="NoteTitle">A text of the site, over the last column.</param>
/// <param name="NoteFormat">How that column is written.</param>
/// <param name="Sql">Answers with rank, code, name in <c>$language</c>, value, share of the whole or null, note or null.</param>
public sealed record Ranking(
    string Slug,
    string Title,
    string Explanation,
    RankingSubject Subject,
    string ValueTitle,
    RankingFormat ValueFormat,
    string NoteTitle,
    RankingFormat NoteFormat,
    string Sql);
