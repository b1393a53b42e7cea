using CacheKit.Database.Tables;

namespace CacheKit.Database.Tests.Tables;

public sealed class TableNameTests
{
    [Theory]
    [InlineData("entries", null, "entries")]
    [InlineData(" My Entries ", null, "My Entries")]
    [InlineData("shop.Entries", "shop", "Entries")]
    [InlineData("\"a.b\"", null, "a.b")]
    [InlineData("\"a\"\"b\".[c]]d]", "a\"b", "c]d")]
    [InlineData("`a`.`b`", "a", "b")]
    [InlineData("it's; DROP TABLE x", null, "it's; DROP TABLE x")]
    public void A_location_names_a_table(string location, string? schema, string name)
    {
        Assert.True(TableName.TryParse(location, out var table));

        Assert.Equal(new TableName(schema, name), table);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a.b.c")]
    [InlineData("\"a")]
    [InlineData("\"a\"b")]
    [InlineData("a\0b")]
    public void What_is_no_name_is_refused(string location) => Assert.False(TableName.TryParse(location, out _));

    [Theory]
    [InlineData("shop.entries")]
    [InlineData("\"a.b\"")]
    [InlineData("My Entries")]
    public void It_is_shown_as_it_may_be_written(string location)
    {
        Assert.True(TableName.TryParse(location, out var table));

        Assert.Equal(location, table.ToString());
    }
}
