namespace CacheKit.Documentation.Tests.World;

/// <summary>The products.</summary>
public sealed class Products
{
    /// <summary>Looks one up.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<Product> FindAsync(int id, CancellationToken cancellationToken = default) => new(new Product(id, "Globe"));

    /// <summary>Changes one.</summary>
    /// <param name="product">What it is from now on.</param>
    public ValueTask SaveAsync(Product product) => default;
}
