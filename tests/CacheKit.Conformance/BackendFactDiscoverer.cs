using Xunit.Sdk;
using Xunit.v3;

namespace CacheKit.Conformance;

/// <summary>Makes a test of a fact only where the backend's traits call for it, so that nothing has to be skipped.</summary>
public sealed class BackendFactDiscoverer : FactDiscoverer
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        var holds = factAttribute is not BackendFactAttribute fact
            || fact.HoldsFor(BackendUnderTestAttribute.Of(testMethod.TestClass.Class));
        return holds ? base.Discover(discoveryOptions, testMethod, factAttribute) : new([]);
    }
}
