using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Overrides;

namespace Diagnoser.Server.Cli.Rules.Docs;

/// <summary>Where the pages of rules are, and how rules stand to each other.</summary>
internal sealed class RuleLinks(IReadOnlyList<RuleInForce> rules)
{
    private readonly Dictionary<string, Rule> _byId = rules.ToDictionary(r => r.Written.Id, r => r.Rule, StringComparer.Ordinal);

    /// <summary>The folder that a rule's file lies in.</summary>
    public static string Area(Rule rule) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(rule.File))) is { Length: > 0 } area ? area : "rules";

    /// <summary>The page of a rule, below the folder of all pages.</summary>
    public static string Page(Rule rule) => $"{Area(rule)}/{rule.Id}.md";

    /// <summary>How it stands to other rules, both ways.</summary>
    public IEnumerable<string> Of(Rule rule)
    {
        string list(IEnumerable<string> ids) => string.Join(", ", ids.Order(StringComparer.Ordinal).Select(id => Link(rule, id)));
        IEnumerable<string> those(Func<Rule, bool> which) => _byId.Values.Where(which).Select(r => r.Id);
        var lines = new (string Words, IReadOnlyList<string> Ids)[]
        {
            ("Replaces, where both match", rule.Refines),
            ("Replaced by, where both match", [.. those(r => r.Refines.Contains(rule.Id))]),
            ("Explains away", rule.Suppresses),
            ("Explained away by", [.. those(r => r.Suppresses.Contains(rule.Id))]),
            ("Their incidents are its symptoms", [.. rule.Explains.Select(e => e.Rule)]),
            ("Can be a symptom of", [.. those(r => r.Explains.Any(e => e.Rule == rule.Id))]),
        };
        return lines.Where(l => l.Ids.Count > 0).Select(l => $"{l.Words}: {list(l.Ids)}");
    }

    private string Link(Rule from, string id)
    {
        if (!_byId.TryGetValue(id, out var to))
        {
            return MarkdownWriter.Span(id);
        }

        return $"[{MarkdownWriter.Safe(to.Title)}]({(Area(to) == Area(from) ? $"{to.Id}.md" : $"../{Target(to)}")})";
    }

    /// <summary>The page as a link's target.</summary>
    public static string Target(Rule rule) => string.Join('/', Page(rule).Split('/').Select(Uri.EscapeDataString));
}
