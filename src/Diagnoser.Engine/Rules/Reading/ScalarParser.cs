using System.Text.RegularExpressions;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Parses expressions and templates out of scalars; what is wrong becomes a finding.</summary>
internal static partial class ScalarParser
{
    public static Expression? Condition(ScalarNode? node, INames names, FindingLog log, string path)
    {
        try
        {
            return node is null ? null : Parser.Condition(node.Text, names);
        }
        catch (ExpressionException e)
        {
            Report(e, node!, log, path);
            return null;
        }
    }

    public static Template? Template(ScalarNode? node, INames names, TemplateUse use, FindingLog log, string path)
    {
        try
        {
            if (use == TemplateUse.People && node is not null && ForeignBraces().IsMatch(node.Text))
            {
                log.Warning(node, path, "{{ … }} is shown as it stands; a value is written ${{ selection.field }}", LintChecks.ForeignPlaceholder);
            }

            return node is null ? null : TemplateParser.Parse(node.Text.TrimEnd('\n'), names, use);
        }
        catch (ExpressionException e)
        {
            Report(e, node!, log, path);
            return null;
        }
    }

    // Commands may hold those of docker itself.
    [GeneratedRegex(@"(?<!\$)\{\{[^{}]*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex ForeignBraces();

    private static void Report(ExpressionException e, ScalarNode node, FindingLog log, string path) =>
        log.Error(node.At(e.Position), path, $"at character {e.Position + 1}: {e.Message}", e.Check ?? LintChecks.WrongExpression);
}
