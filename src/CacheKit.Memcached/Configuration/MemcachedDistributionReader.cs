using CacheKit.Configuration;

namespace CacheKit.Memcached.Configuration;

/// <summary>
/// Reads by what rule keys are spread over the servers: the option, pylibmc's behaviors, or the default of the binding that
/// <c>Backend</c> names. What no rule of ours agrees with is an error: the others' values would never be found.
/// </summary>
internal static class MemcachedDistributionReader
{
    private const string PyLibMC = "PyLibMCCache";

    /// <param name="source">The settings.</param>
    /// <param name="backend">The text of the setting <c>Backend</c>.</param>
    /// <param name="isAlone">Whether there is one server, so that no rule matters.</param>
    public static MemcachedDistribution Read(MemcachedSettingSource source, string backend, bool isAlone)
    {
        var behaviors = source.Behaviors;
        var (behavior, distribution) = Find(behaviors);
        var found = source.Agree(
            MemcachedOptionNames.Distribution, source.Options.GetEnum<MemcachedDistribution>(MemcachedOptionNames.Distribution), behavior, distribution)
            ?? (backend.EndsWith(PyLibMC, StringComparison.OrdinalIgnoreCase) ? MemcachedDistribution.Modula : MemcachedDistribution.Rendezvous);
        if (!isAlone)
        {
            CheckHash(behaviors, MemcachedBehaviors.Hash, found);
            CheckHash(behaviors, MemcachedBehaviors.KetamaHash, found);
        }

        if (behaviors.GetSwitch(MemcachedBehaviors.SortHosts) == true && !isAlone)
            behaviors.AddError(MemcachedBehaviors.SortHosts, "has no counterpart here: write the servers in Location in the order of their names.");
        return found;
    }

    private static (string Behavior, MemcachedDistribution? Distribution) Find(MemcachedBehaviors behaviors)
    {
        if (behaviors.GetSwitch(MemcachedBehaviors.KetamaWeighted) == true)
            return (MemcachedBehaviors.KetamaWeighted, MemcachedDistribution.KetamaWeighted);
        if (behaviors.GetSwitch(MemcachedBehaviors.Ketama) is { } ketama)
            return (MemcachedBehaviors.Ketama, ketama ? MemcachedDistribution.Ketama : null);
        return (MemcachedBehaviors.Distributions, Named(behaviors));
    }

    private static MemcachedDistribution? Named(MemcachedBehaviors behaviors)
    {
        if (behaviors.GetText(MemcachedBehaviors.Distributions) is not { } name)
            return null;
        // pylibmc knows them by number, too.
        switch (Spelling.Normalize(name).Replace(" ", "", StringComparison.Ordinal))
        {
            case "MODULA" or "0":
                return MemcachedDistribution.Modula;
            case "CONSISTENT" or "CONSISTENTKETAMA" or "1" or "2":
                return MemcachedDistribution.Ketama;
            case "CONSISTENTWEIGHTED" or "5":
                return MemcachedDistribution.KetamaWeighted;
            default:
                behaviors.AddError(MemcachedBehaviors.Distributions, $"is {SettingText.Quote(name)}; expected modula, consistent, consistent_ketama or consistent_weighted.");
                return null;
        }
    }

    private static void CheckHash(MemcachedBehaviors behaviors, string name, MemcachedDistribution distribution)
    {
        if (behaviors.GetText(name) is not { } hash)
            return;
        bool isSame = hash.ToUpperInvariant() switch
        {
            "DEFAULT" or "0" => distribution != MemcachedDistribution.KetamaWeighted || name == MemcachedBehaviors.Hash,
            "MD5" or "1" => distribution == MemcachedDistribution.KetamaWeighted,
            _ => false,
        };
        if (!isSame)
            behaviors.AddError(name, $"is {SettingText.Quote(hash)}, which no distribution here goes with: leave it out (md5 goes with ketama_weighted), there and here.");
    }
}
