using System.Diagnostics.CodeAnalysis;
using CacheKit;
using CacheKit.Backends;
using CacheKit.Configuration;
using CacheKit.Configuration.Catalog;
using CacheKit.Serialization;
using CacheKit.Serialization.Forms;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds to CacheKit what an application brings along: backends, serializers, settings in code.</summary>
public static class CacheKitBuilderExtensions
{
    /// <summary>Configures one alias in code. It need not stand in the section <c>Caches</c>; where it does, code wins.</summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="alias">The alias, for instance <c>default</c>.</param>
    /// <param name="configure">Changes its settings, which start with what the configuration says.</param>
    public static ICacheKitBuilder Configure(this ICacheKitBuilder builder, string alias, Action<CacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(alias);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddSingleton<IConfigureOptions<CacheOptions>>(new ConfigureCacheAlias(alias, configure));
        return builder;
    }

    /// <summary>Adds a kind of backend with all that its configuration can say. One of the same name replaces an earlier one.</summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="descriptor">The kind of backend.</param>
    public static ICacheKitBuilder AddBackend(this ICacheKitBuilder builder, CacheBackendDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(descriptor);
        builder.Services.AddSingleton(descriptor);
        return builder;
    }

    /// <summary>Adds a kind of backend that a method makes. It takes any option, and its <c>Location</c> is one text.</summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="name">What the setting <c>Backend</c> says for it.</param>
    /// <param name="factory">Makes the backend of one alias, which is disposed with the container.</param>
    public static ICacheKitBuilder AddBackend(this ICacheKitBuilder builder, string name, Func<CacheBackendContext, ICacheBackend> factory) =>
        builder.AddBackend(new CacheBackendDescriptor(name, factory));

    /// <summary>
    /// Adds a kind of backend of which the instance is given. Aliases that name it share it. It is yours: nothing here
    /// disposes it.
    /// </summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="name">What the setting <c>Backend</c> says for it.</param>
    /// <param name="backend">The backend.</param>
    public static ICacheKitBuilder AddBackend(this ICacheKitBuilder builder, string name, ICacheBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return builder.AddBackend(new CacheBackendDescriptor(name, _ => backend) { DisposeBackends = false });
    }

    /// <summary>
    /// Adds a kind of backend that dependency injection makes from its type, once for each alias. A constructor may take
    /// the <see cref="CacheBackendContext"/> beside services. It takes any option, and its <c>Location</c> is one text.
    /// </summary>
    /// <typeparam name="TBackend">The type of the backend.</typeparam>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="name">What the setting <c>Backend</c> says for it.</param>
    public static ICacheKitBuilder AddBackend<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBackend>(
        this ICacheKitBuilder builder, string name)
        where TBackend : class, ICacheBackend =>
        builder.AddBackend(BackendType.Describe(name, typeof(TBackend)));

    /// <summary>Adds a serializer. An alias chooses it by its name in <c>Options:Serializer</c>.</summary>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="serializer">The serializer.</param>
    /// <param name="asDefault">Whether aliases that name none use it; of several the last one.</param>
    public static ICacheKitBuilder AddSerializer(this ICacheKitBuilder builder, ICacheSerializer serializer, bool asDefault = true) =>
        Add(builder, new CacheSerializerRegistration(serializer, asDefault));

    /// <summary>Adds a serializer for the values of one type, in all aliases.</summary>
    /// <typeparam name="T">The type; text, integers and bytes have a form of their own and cannot be given a serializer.</typeparam>
    /// <param name="builder">What <c>AddCacheKit</c> returned.</param>
    /// <param name="serializer">The serializer.</param>
    public static ICacheKitBuilder AddSerializer<T>(this ICacheKitBuilder builder, ICacheSerializer serializer)
    {
        if (PayloadForms.IsBuiltIn(typeof(T)))
            throw new ArgumentException($"{typeof(T)} is always stored in CacheKit's own form; it cannot have a serializer of its own.", nameof(serializer));
        return Add(builder, new CacheSerializerRegistration(serializer, IsDefault: false, typeof(T)));
    }

    private static ICacheKitBuilder Add(ICacheKitBuilder builder, CacheSerializerRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Refuses a null and a name that no payload could hold, here rather than at the first use.
        _ = new RegisteredSerializer(registration.Serializer);
        builder.Services.AddSingleton(registration);
        return builder;
    }
}
