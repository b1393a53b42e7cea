using System.Text.RegularExpressions;
using CacheKit.Documentation.Tests.World;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Documentation.Tests.Snippets;

/// <summary>
/// Compares what comments say with what comes out: where a comment behind a statement begins with a number, a text in quotes,
/// <c>true</c>, <c>false</c> or <c>null</c>, that is the statement's value. It ends there, or words follow behind a comma, a
/// colon or a semicolon: <c>// 42, and keeps the expiry</c>.
/// </summary>
internal sealed partial class SaidValues : CSharpSyntaxRewriter
{
    private int _compared;

    /// <summary>The code, with each statement whose value a comment says replaced by one that compares it.</summary>
    /// <exception cref="InvalidOperationException">A comment begins with a value that cannot be compared there.</exception>
    public static string Compare(string code)
    {
        var rewriter = new SaidValues();
        var root = CSharpSyntaxTree.ParseText(code).GetRoot();
        string compared = rewriter.Visit(root).ToFullString();
        int said = root.DescendantTrivia().Count(static trivia => Beginning().IsMatch(trivia.ToString()));
        return said == rewriter._compared
            ? compared
            : throw new InvalidOperationException("A comment begins with a value and cannot be compared: put it behind the statement that has this value, or into words.");
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node) =>
        ValueSaidOf(node) is not { } said ? base.VisitExpressionStatement(node)
            : node.Expression is AssignmentExpressionSyntax assignment ? node.ReplaceNode(assignment.Right, Compared(assignment.Right, said))
            : node.WithExpression(Compared(node.Expression, said));

    /// <inheritdoc/>
    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        ValueSaidOf(node) is { } said && node.Declaration.Variables is [{ Initializer: { } initializer }]
            ? node.ReplaceNode(initializer.Value, Compared(initializer.Value, said))
            : base.VisitLocalDeclarationStatement(node);

    private static string? ValueSaidOf(StatementSyntax statement) =>
        statement.GetTrailingTrivia().Select(static trivia => Value().Match(trivia.ToString())).FirstOrDefault(static match => match.Success)?.Groups["value"].Value;

    private InvocationExpressionSyntax Compared(ExpressionSyntax expression, string said)
    {
        _compared++;
        return (InvocationExpressionSyntax)SyntaxFactory.ParseExpression($"{nameof(Comment)}.{nameof(Comment.Says)}({SymbolDisplay.FormatLiteral(said, quote: true)}, {expression})");
    }

    [GeneratedRegex("""^//\s*(-?\d|"|(true|false|null)\b)""")]
    private static partial Regex Beginning();

    [GeneratedRegex("""^//\s*(?<value>-?\d+(\.\d+)?|"[^"]*"|true|false|null)\s*($|[,:;]\s)""")]
    private static partial Regex Value();
}
