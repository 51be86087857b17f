using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Templates;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads relations of the topology: under <c>relate</c>, under <c>unless</c>, and the one of an <c>explains</c>.</summary>
internal sealed class RelationReader(FindingLog log, IReadOnlyCollection<string> matched, RuleNames names)
{
    private const string Shape = "{ from: caller, relation: depends_on, to: dep }";
    private const string NamePrefix = "name:";

    public IReadOnlyList<RelationSpec> Read(IReadOnlyList<RuleNode> nodes, string path) =>
        [.. nodes.Select(n => MapReader.Of(n, log, path, Shape)).OfType<MapReader>().Select(m => One(m, path)).OfType<RelationSpec>()];

    /// <summary>The relation that a key names; null and a finding if there is none.</summary>
    public static string? Relation(MapReader map) => map.Choice("relation", [.. RelationTable.All.Select(r => r.Name)]);

    private RelationSpec? One(MapReader map, string path)
    {
        var from = map.RequireScalar("from", "the selection that has the relation");
        _ = map.Require("relation", $"one of {string.Join(", ", RelationTable.All.Select(r => r.Name))}");
        var relation = Relation(map);
        var to = map.RequireScalar("to", "another selection, or name:… for a name");
        map.Close();
        if (from is null || relation is null || to is null || !IsMatched(from, $"{path}.from"))
        {
            return null;
        }

        if (!to.Text.StartsWith(NamePrefix, StringComparison.Ordinal))
        {
            return IsMatched(to, $"{path}.to") ? new RelationSpec(from.Text, relation, to.Text, null) : null;
        }

        var text = to with { Text = to.Text[NamePrefix.Length..] };
        var name = ScalarParser.Template(text, names, TemplateUse.Literal, log, $"{path}.to");
        return name is null ? null : new RelationSpec(from.Text, relation, null, name);
    }

    private bool IsMatched(ScalarNode node, string path)
    {
        if (matched.Contains(node.Text))
        {
            return true;
        }

        log.Error(node, path, $"'{MapReader.Short(node.Text)}' is no selection that has an event when the rule fires{Nearest.Hint(node.Text, matched, $"those are {string.Join(", ", matched)}")}", LintChecks.UnknownSelection);
        return false;
    }
}
