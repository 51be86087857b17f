using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>What a text is for.</summary>
internal enum TemplateUse
{
    /// <summary>People read it: bytes, durations and ratios are written with their units.</summary>
    People,

    /// <summary>It goes into a file or is compared: numbers stay bare.</summary>
    Literal,

    /// <summary>A shell command.</summary>
    Shell,
}

/// <summary>Parses texts with <c>${{ expression | filter }}</c> placeholders.</summary>
internal static class TemplateParser
{
    private const string Opening = "${{";
    private const int MaxLength = 16 * 1024;
    private const int MaxPlaceholders = 64;

    /// <summary>Parses a text; for a shell command also checks what stands inside quotes.</summary>
    public static Template Parse(string source, INames names, TemplateUse use)
    {
        if (source.Length > MaxLength)
        {
            throw new ExpressionException(0, $"a text has at most {MaxLength} characters");
        }

        var texts = new List<string>();
        var placeholders = new List<Placeholder>();
        var quotes = new ShellQuotes();
        var from = 0;
        while (true)
        {
            var opening = source.IndexOf(Opening, from, StringComparison.Ordinal);
            var literal = source[from..(opening < 0 ? source.Length : opening)];
            texts.Add(literal);
            quotes.Read(literal);
            if (opening < 0)
            {
                break;
            }

            if (placeholders.Count == MaxPlaceholders)
            {
                throw new ExpressionException(opening, $"a text has at most {MaxPlaceholders} placeholders");
            }

            var (placeholder, end) = One(source, opening, names, use, use == TemplateUse.Shell && quotes.Open);
            placeholders.Add(placeholder);
            from = end;
        }

        if (use == TemplateUse.Shell && quotes.Unclosed)
        {
            throw new ExpressionException(source.Length, "a quote or here-document of the command is not closed");
        }

        return new PlaceholderTemplate(source, texts, placeholders);
    }

    private static (Placeholder Placeholder, int End) One(string source, int opening, INames names, TemplateUse use, bool insideQuotes)
    {
        var start = opening + Opening.Length;
        var parser = new Parser(source, start, names, inTemplate: true);
        var value = parser.Expression();
        var type = value.Type;
        var filters = new List<AppliedFilter>();
        while (parser.Take("|"))
        {
            var at = parser.Current.Position;
            var filter = Filter.Find(parser.Name("a filter"), at);
            if (use == TemplateUse.Shell && filter.ForPeople)
            {
                throw new ExpressionException(at, $"'{filter.Name}' writes for people; a command takes the bare number");
            }

            (value with { Type = type, Position = at }).Demand(filter.Takes == ExpressionType.Unknown ? type : filter.Takes, filter.Name);
            var arguments = parser.Take("(") ? parser.Arguments() : [];
            if (arguments.Count != filter.Arguments)
            {
                throw new ExpressionException(at, $"the filter is written {filter.Usage}");
            }

            if (filter.Name is "truncate" or "round")
            {
                arguments[0].Demand(ExpressionType.Number, filter.Name);
            }

            filters.Add(new AppliedFilter(filter, [.. arguments.Select(a => a.Node)]));
            type = filter.IsDefault ? (arguments[0].Type == type ? type : Merge(type, arguments[0].Type)) : filter.Result;
        }

        if (!parser.Current.Is("}}"))
        {
            throw parser.Unexpected("'}}', an operator or '|' and a filter");
        }

        if (insideQuotes && !type.IsNumeric())
        {
            throw new ExpressionException(
                opening, "a placeholder inside quotes or a here-document of a command must be a number; take the quotes away, texts are quoted when they are filled in")
            {
                Check = LintChecks.QuotedPlaceholder,
            };
        }

        type = use == TemplateUse.Literal && type.IsNumeric() ? ExpressionType.Number : type;
        var end = parser.Current.Position;
        return (new Placeholder(source[start..end].Trim(), value.Node, filters, type, insideQuotes), end + 2);
    }

    // A default in words for a number of bytes still leaves the number to be written in its unit.
    private static ExpressionType Merge(ExpressionType value, ExpressionType fallback) =>
        value.IsNumeric() && fallback.IsNumeric() ? value == ExpressionType.Number ? fallback : value
        : value.IsNumeric() && fallback == ExpressionType.Text ? value
        : ExpressionType.Unknown;
}
