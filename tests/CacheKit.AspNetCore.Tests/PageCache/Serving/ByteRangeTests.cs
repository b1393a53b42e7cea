using CacheKit.AspNetCore.PageCache.Serving;

namespace CacheKit.AspNetCore.Tests.PageCache.Serving;

/// <summary>RFC 9110 §14.1.2, for a body of ten bytes.</summary>
public sealed class ByteRangeTests
{
    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=2-3", 2, 2)]
    [InlineData("BYTES=2-3", 2, 2)]
    [InlineData("bytes=2-", 2, 8)]
    [InlineData("bytes=9-9", 9, 1)]
    [InlineData("bytes=8-100", 8, 2)]
    [InlineData("bytes=0-9223372036854775807", 0, 10)]
    [InlineData("bytes=-3", 7, 3)]
    [InlineData("bytes=-10", 0, 10)]
    [InlineData("bytes=-100", 0, 10)]
    public void A_range_is_cut_to_what_is_there(string field, int from, int length) =>
        Assert.Equal(new ByteRange(from, length), ByteRange.Read(field, 10));

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-10")]
    [InlineData("bytes=4294967296-")]
    [InlineData("bytes=-0")]
    public void A_range_behind_the_end_has_no_length(string field) => Assert.Equal(0, ByteRange.Read(field, 10)?.Length);

    [Theory]
    [InlineData("bytes=3-2")]
    [InlineData("bytes=-")]
    [InlineData("bytes=")]
    [InlineData("bytes")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=1")]
    [InlineData("bytes=--1")]
    [InlineData("bytes=0x1-2")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("lines=0-1")]
    [InlineData("0-1")]
    [InlineData("")]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("bytes=0-1, -1")]
    public void What_is_no_single_range_is_ignored(string field) => Assert.Null(ByteRange.Read(field, 10));

    [Fact]
    public void Two_fields_are_ignored() =>
        Assert.Null(ByteRange.Read(new Microsoft.Extensions.Primitives.StringValues(["bytes=0-1", "bytes=3-4"]), 10));
}
