namespace CacheKit.Benchmarks.Operations;

/// <summary>An object of eight properties that its reader could change: a cache that isolates its callers gives a copy.</summary>
public sealed class Profile
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public string Country { get; set; } = "";

    public DateTime Joined { get; set; }

    public decimal Balance { get; set; }

    public long Visits { get; set; }

    public bool IsActive { get; set; }

    public static Profile Number(int number) => new()
    {
        Id = number,
        Name = "Ada Lovelace",
        Email = "ada@example.org",
        Country = "GB",
        Joined = new DateTime(2024, 2, 29, 12, 30, 0, DateTimeKind.Utc),
        Balance = 1234.56m,
        Visits = 42,
        IsActive = true,
    };
}
