using System.Reflection;
using CacheKit.AspNetCore.Diagnostics;

namespace CacheKit.AspNetCore.Tests.Diagnostics;

public sealed class PageLogTests
{
    private static readonly IReadOnlyList<(Type? Class, int EventId)> _messages =
    [
        .. typeof(PageLog).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (method.DeclaringType, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.Message is not null)
            .Select(found => (found.DeclaringType, found.Message!.EventId)),
    ];

    [Fact]
    public void All_messages_are_in_one_class_without_which_the_build_is_not_deterministic() =>
        Assert.Single(_messages.Select(message => message.Class).Distinct());

    [Fact]
    public void Every_message_has_an_event_id_of_its_own()
    {
        Assert.NotEmpty(_messages);
        Assert.Equal(_messages.Count, _messages.Select(message => message.EventId).Distinct().Count());
    }
}
