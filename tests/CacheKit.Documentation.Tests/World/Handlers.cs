namespace CacheKit.Documentation.Tests.World;

/// <summary>What endpoints and factories on the pages call.</summary>
public static class Handlers
{
    /// <summary>An endpoint.</summary>
    public static string GetRates() => "EUR 1.1";

    /// <summary>An endpoint.</summary>
    /// <param name="id">The order's number.</param>
    public static string GetOrder(int id) => $"Order {id}";

    /// <summary>An endpoint.</summary>
    /// <param name="code">The territory's code.</param>
    public static string GetTerritory(string code) => code;

    /// <summary>An endpoint.</summary>
    public static string GetBasket() => "empty";

    /// <summary>A factory.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static ValueTask<Page> LoadAsync(int id, CancellationToken cancellationToken) => new(new Page(id == 7 ? "FR" : "DE"));
}
