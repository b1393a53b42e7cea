using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CacheKit.Conformance;

/// <summary>What holds for the log messages of each assembly.</summary>
/// <param name="assembly">The assembly.</param>
public abstract class LogFacts(Assembly assembly)
{
    private readonly IReadOnlyList<(Type? Class, int EventId)> _messages =
    [
        .. assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(static method => (method.DeclaringType, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(static found => found.Message is not null)
            .Select(static found => (found.DeclaringType, found.Message!.EventId)),
    ];

    [Fact]
    public void All_messages_are_in_one_class_without_which_the_build_is_not_deterministic() =>
        Assert.Single(_messages.Select(static message => message.Class).Distinct());

    [Fact]
    public void Every_message_has_an_event_id_of_its_own()
    {
        Assert.NotEmpty(_messages);
        Assert.Equal(_messages.Count, _messages.Select(static message => message.EventId).Distinct().Count());
    }
}
