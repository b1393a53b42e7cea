using CacheKit.Tests.Configuration;

namespace CacheKit.Tests.Backends.Files;

public sealed class FileLocationTests
{
    [Fact]
    public void A_location_is_needed() =>
        Assert.Equal(
            "Caches:default:Location is missing: name the directory of the files by its absolute path, for instance /var/cache/shop.",
            ConfiguredCaches.FromPairs(("Caches:default:Backend", "file")).Error());

    [Theory]
    [InlineData("cache")]
    [InlineData("./cache")]
    [InlineData("../cache")]
    [InlineData("~/cache")]
    public void A_location_that_is_not_absolute_is_an_error(string location) =>
        Assert.Equal(
            $"Caches:default:Location ({location}) is not an absolute path: name the directory of the files from the root on, for instance /var/cache/shop.",
            ConfiguredCaches.FromPairs(("Caches:default:Backend", "file"), ("Caches:default:Location", location)).Error());

    [Fact]
    public void A_location_that_is_a_file_is_an_error()
    {
        string file = typeof(FileLocationTests).Assembly.Location;

        Assert.Equal(
            $"Caches:default:Location ({file}) is a file: name a directory, or a path where one can be made.",
            ConfiguredCaches.FromPairs(("Caches:default:Backend", "file"), ("Caches:default:Location", file)).Error());
    }
}
