using Microsoft.Extensions.Options;

namespace CacheKit.Configuration;

/// <summary>Reads all aliases and judges them together, so that one start shows every fault.</summary>
/// <param name="section">The section <c>Caches</c>.</param>
/// <param name="inCode">The aliases that code names.</param>
/// <param name="optionsFactory">Makes the options of an alias, from the section and from code.</param>
/// <param name="reader">Turns the options of one alias into what its cache is made from.</param>
internal sealed class ConfiguredAliases(
    CacheSection section,
    AliasesInCode inCode,
    IOptionsFactory<CacheOptions> optionsFactory,
    AliasReader reader)
{
    /// <summary>The aliases, all valid.</summary>
    /// <param name="errors">Empty; takes also what backends report later, while they are made.</param>
    /// <exception cref="CacheConfigurationException">Something is wrong; nothing was made.</exception>
    public IReadOnlyList<ConfiguredAlias> Read(ICollection<string> errors)
    {
        var configured = new List<ConfiguredAlias>();
        var aliases = FindAliases(errors);
        foreach (var error in inCode.Check(aliases))
            errors.Add(error);
        foreach (var alias in aliases)
        {
            if (Create(alias, errors) is { } options && reader.Read(alias, options, errors) is { } read)
                configured.Add(read);
        }

        foreach (var alias in configured)
            Validate(alias, errors);
        return errors.Count == 0 ? configured : throw new CacheConfigurationException([.. errors.Distinct()]);
    }

    /// <summary>The names of the aliases.</summary>
    /// <param name="errors">Takes what is wrong with the section itself.</param>
    public IReadOnlyList<string> FindAliases(ICollection<string> errors)
    {
        foreach (var error in section.Check())
            errors.Add(error);
        var aliases = section.Aliases
            .Concat(inCode.Names)
            .Where(static alias => alias.Length > 0)
            // Keys of a configuration have no case, but this one name is shown everywhere.
            .Select(static alias => IsDefault(alias) ? CacheSection.DefaultAlias : alias)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (aliases.Exists(IsDefault))
            return aliases;

        if (section.IsPresent)
            errors.Add($"{section.Path} has no alias '{CacheSection.DefaultAlias}', which every application needs: add "
                + $"{section.Path}:{CacheSection.DefaultAlias}:Backend, for instance locmem.{Similar(aliases)}");
        else
            aliases.Insert(0, CacheSection.DefaultAlias);
        return aliases;
    }

    /// <summary>Lets the backend of an alias judge its location and options.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="errors">Takes what is wrong with them.</param>
    public static void Validate(ConfiguredAlias alias, ICollection<string> errors)
    {
        try
        {
            alias.Descriptor.Validate?.Invoke(alias.Context);
        }
        catch (CacheConfigurationException exception)
        {
            foreach (var error in exception.Errors)
                errors.Add(error);
        }
    }

    // What the application itself demands of options is told together with our own demands.
    private CacheOptions? Create(string alias, ICollection<string> errors)
    {
        try
        {
            return optionsFactory.Create(alias);
        }
        catch (OptionsValidationException exception)
        {
            foreach (var failure in exception.Failures)
                errors.Add($"{section.Path}:{alias}: {failure}");
            return null;
        }
    }

    private static bool IsDefault(string alias) =>
        string.Equals(alias, CacheSection.DefaultAlias, StringComparison.OrdinalIgnoreCase);

    private static string Similar(IEnumerable<string> aliases) =>
        Spelling.Nearest(CacheSection.DefaultAlias, aliases) is { } nearest ? $" Is '{nearest}' meant to be it?" : "";
}
