namespace Almanac.Localization;

/// <summary>Names the resource files <c>Texts.*.resx</c>. A text's key is the English text.</summary>
public sealed class Texts;
