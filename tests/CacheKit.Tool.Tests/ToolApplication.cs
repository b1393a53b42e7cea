using System.Buffers;
using System.Collections.Concurrent;
using CacheKit.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Tool.Tests;

/// <summary>An application whose caches are on <see cref="DictionaryBackend"/>: its folder, its store, its own <see cref="ICache"/>.</summary>
public sealed class ToolApplication : IDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>An application.</summary>
    /// <param name="settings">Further settings of the alias <c>default</c>, as JSON members with a comma before them.</param>
    /// <param name="aliases">Further aliases, likewise.</param>
    public ToolApplication(string settings = "", string aliases = "")
    {
        Location = Guid.NewGuid().ToString("n");
        Folder = ToolFolder.WithCaches($$"""
            { "default": { "Backend": "{{DictionaryBackend.Name}}", "Location": "{{Location}}" {{settings}} } {{aliases}} }
            """);
        var configuration = new ConfigurationBuilder().AddJsonFile(Folder.Combine("appsettings.json")).Build();
        var services = new ServiceCollection();
        services.AddCacheKit(configuration).AddSerializer(new OwnSerializer(), asDefault: false);
        _services = services.BuildServiceProvider();
    }

    public ToolFolder Folder { get; }

    public string Location { get; }

    /// <summary>What stands in the store, by final keys.</summary>
    public ConcurrentDictionary<string, (byte[] Payload, TimeSpan? Life)> Store => DictionaryBackend.Store(Location);

    /// <summary>The application's cache <c>default</c>.</summary>
    public ICache Cache => _services.GetRequiredService<ICache>();

    public Task<ToolRun> RunAsync(params string[] arguments) => ToolRun.InAsync(Folder, arguments);

    public void Dispose()
    {
        _services.Dispose();
        Folder.Dispose();
    }

    /// <summary>A serializer that only the application has.</summary>
    private sealed class OwnSerializer : ICacheSerializer
    {
        public string Name => "own";

        public void Serialize<T>(T value, IBufferWriter<byte> destination) => destination.Write<byte>([1, 2, 255]);

        public T? Deserialize<T>(ReadOnlyMemory<byte> data) => default;
    }
}
