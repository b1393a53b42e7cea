namespace CacheKit.Conformance;

/// <summary>Says on a class of tests which traits its backend has.</summary>
/// <param name="traits">The traits.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BackendUnderTestAttribute(BackendTraits traits) : Attribute
{
    /// <summary>The traits of the backend.</summary>
    public BackendTraits Traits { get; } = traits;

    /// <summary>The traits that a class of tests declares.</summary>
    /// <param name="testClass">The class.</param>
    /// <exception cref="InvalidOperationException">It declares none.</exception>
    public static BackendTraits Of(Type testClass)
    {
        ArgumentNullException.ThrowIfNull(testClass);
        var declared = (BackendUnderTestAttribute?)GetCustomAttribute(testClass, typeof(BackendUnderTestAttribute));
        return declared?.Traits ?? throw new InvalidOperationException(
            $"{testClass.Name} does not say what its backend can do: put [BackendUnderTest(BackendTraits.StoresAnything | …)] on it.");
    }
}
