using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.World;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>
/// A snippet as a whole program: its statements in a method, in which everything that it speaks of and does not declare
/// (<c>cache</c>, <c>builder</c>, <c>orders</c>, …) is a variable of the shop, its types beside that.
/// </summary>
internal static partial class SnippetSource
{
    /// <summary>The class and the method that run the snippet.</summary>
    public const string TypeName = "Snippet", MethodName = "RunAsync";

    private const string Usings = """
        #nullable enable
        global using System;
        global using System.Buffers;
        global using System.Collections.Generic;
        global using System.Diagnostics;
        global using System.Linq;
        global using System.Net;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using CacheKit;
        global using CacheKit.AspNetCore;
        global using CacheKit.Backends;
        global using CacheKit.Documentation.Tests.World;
        global using CacheKit.Keys;
        global using CacheKit.Memcached;
        global using CacheKit.Serialization;
        global using CacheKit.Tests.Backends.Example;
        global using Microsoft.AspNetCore.Authorization;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Mvc;
        global using Microsoft.AspNetCore.Mvc.RazorPages;
        global using Microsoft.AspNetCore.Mvc.Testing;
        global using Microsoft.AspNetCore.OutputCaching;
        global using Microsoft.AspNetCore.TestHost;
        global using Microsoft.Extensions.Caching.Distributed;
        global using Microsoft.Extensions.Caching.Hybrid;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Diagnostics.HealthChecks;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Microsoft.Extensions.Time.Testing;
        global using OpenTelemetry.Metrics;
        global using OpenTelemetry.Trace;
        global using StackExchange.Redis;
        global using Xunit;
        global using ZiggyCreatures.Caching.Fusion;
        global using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;
        global using static CacheKit.Documentation.Tests.World.Handlers;

        """;

    private static readonly string[] _variables = [.. typeof(Shop).GetProperties().Select(static property => property.Name)];

    public static string Of(Snippet snippet)
    {
        var source = new StringBuilder(Usings);
        string code = SaidValues.Compare(Declared(snippet.Code));
        var unit = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code).GetRoot();
        foreach (var directive in unit.Usings)
            source.AppendLine(directive.ToString());
        var statements = unit.Members.OfType<GlobalStatementSyntax>().ToList();
        var types = unit.Members.Where(static member => member is not GlobalStatementSyntax).ToList();
        source.Append(CultureInfo.InvariantCulture, $$"""
            public static class {{TypeName}}
            {
                public static async Task {{MethodName}}(Shop shop)
                {
            {{Variables(code, statements)}}

            """);
        bool hasApp = Declares(statements, "app");
        foreach (var statement in statements)
        {
            if (!hasApp && Names(statement, "app"))
            {
                source.AppendLine("await using var app = builder.Build();");
                hasApp = true;
            }

            AppendAt(source, snippet, code, statement);
        }

        if (!hasApp && statements.Exists(static statement => Names(statement, "builder")))
            source.AppendLine("await using var app = builder.Build();");
        source.AppendLine(hasApp || statements.Exists(static statement => Names(statement, "builder")) ? "await shop.VisitAsync(app);" : "await Task.CompletedTask;");
        source.AppendLine("}\n}");
        foreach (var type in types)
            AppendAt(source, snippet, code, type);
        return source.ToString();
    }

    /// <summary>
    /// Attributes that a page shows by themselves, each standing for one on something of the reader's, on functions of their own;
    /// and a program without its last line, which would wait for its end.
    /// </summary>
    private static string Declared(string code)
    {
        string[] lines = code.Split('\n');
        for (int number = 0; number < lines.Length; number++)
        {
            if (!Attribute().IsMatch(lines[number]) || Declaration().IsMatch(lines.Skip(number).FirstOrDefault(line => !Attribute().IsMatch(line), "")))
                continue;
            int comment = lines[number].IndexOf("//", StringComparison.Ordinal);
            string attribute = comment < 0 ? lines[number] : lines[number][..comment];
            lines[number] = string.Create(CultureInfo.InvariantCulture, $"{attribute} static void Attributed{number}() {{ }}");
        }

        return string.Join('\n', lines).Replace("app.Run();", "", StringComparison.Ordinal);
    }

    private static string Variables(string code, IReadOnlyList<GlobalStatementSyntax> statements)
    {
        var variables = new StringBuilder();
        bool builds = statements.Any(static statement => Names(statement, "builder") || Names(statement, "app"));
        if (builds && !Declares(statements, "builder"))
            variables.AppendLine(code.Contains("builder.AddCacheKit", StringComparison.Ordinal) ? "var builder = shop.NewBuilder();" : "var builder = shop.NewCachingBuilder();");
        foreach (string property in _variables)
        {
            string name = char.ToLowerInvariant(property[0]) + property[1..];
            if (statements.Any(statement => Names(statement, name)) && !Declares(statements, name))
                variables.AppendLine(CultureInfo.InvariantCulture, $"var {name} = shop.{property};");
        }

        if (statements.Any(static statement => Names(statement, nameof(HttpContext))))
            variables.AppendLine("HttpContext HttpContext = shop.NewHttpContext();");
        return variables.ToString();
    }

    private static bool Names(SyntaxNode node, string name) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>().Any(identifier => identifier.Identifier.Text == name && !IsMember(identifier));

    private static bool IsMember(IdentifierNameSyntax identifier) =>
        identifier.Parent is MemberAccessExpressionSyntax access && access.Name == identifier;

    private static bool Declares(IEnumerable<GlobalStatementSyntax> statements, string name) =>
        statements.Any(statement => statement.Statement is LocalDeclarationStatementSyntax declaration && declaration.Declaration.Variables.Any(variable => variable.Identifier.Text == name));

    private static void AppendAt(StringBuilder source, Snippet snippet, string code, SyntaxNode node)
    {
        int line = code.AsSpan(0, node.SpanStart).Count('\n');
        source.AppendLine(CultureInfo.InvariantCulture, $"#line {snippet.Line + line} \"{snippet.Page}\"");
        source.AppendLine(node.ToString());
        source.AppendLine("#line default");
    }

    [GeneratedRegex(@"^\[[^\]]*\]\s*(//.*)?$")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^\s*(public |internal |private |protected |static |sealed |class |record )")]
    private static partial Regex Declaration();
}
