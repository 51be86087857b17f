using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Conditions;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>A selection and what the rest of the rule may say about its event.</summary>
internal sealed record SelectionDraft(Selection Selection, FieldSet Fields, RuleNode Node);

/// <summary>Reads <c>match</c>: the named selections.</summary>
internal sealed class SelectionReader(FindingLog log)
{
    private const int MaxSelections = 16;

    public IReadOnlyDictionary<string, SelectionDraft> Read(RuleNode? match)
    {
        var drafts = new Dictionary<string, SelectionDraft>(StringComparer.Ordinal);
        if (MapReader.Of(match, log, "match", "{ die: { event: container.die } }") is not { } map)
        {
            return drafts;
        }

        if (map.Node.Entries.Count is 0 or > MaxSelections)
        {
            log.Error(map.Node, "match", $"must have 1 to {MaxSelections} selections, found {map.Node.Entries.Count}");
        }

        foreach (var (name, node) in map.Node.Entries.Take(MaxSelections))
        {
            Slugs.CheckAlias(name, log, $"match.{MapReader.Short(name.Text)}");
            if (name.Text is ReservedNames.Subject or ReservedNames.Recover)
            {
                log.Error(name, $"match.{name.Text}", $"'{name.Text}' has a meaning of its own in rules; call the selection something else");
            }

            drafts[name.Text] = One(name.Text, node);
        }

        return drafts;
    }

    /// <summary>The event type that a scalar names, or null and a finding. Of one that nobody makes yet, a rule's author is warned.</summary>
    public EventSchema? EventType(ScalarNode? node, string path, bool inTest = false)
    {
        if (node is null)
        {
            return null;
        }

        var schema = EventCatalogue.Find(node.Text);
        if (schema is null)
        {
            log.Error(node, path, $"unknown event type '{MapReader.Short(node.Text)}'{Nearest.Hint(node.Text, EventCatalogue.All.Select(s => s.Name))}", LintChecks.UnknownEvent);
        }
        else if (!schema.IsMade && !inTest)
        {
            log.Warning(node, path, $"no source of this version makes {schema.Name} events yet; the rule can only fire on events from other publishers", LintChecks.EventNotMade);
        }

        return schema;
    }

    private static SelectionDraft Broken(string name, RuleNode node) =>
        new(new Selection(name, "", new AlwaysCondition()), new FieldSet([]), node);

    private SelectionDraft One(string name, RuleNode node)
    {
        var path = $"match.{name}";
        if (MapReader.Of(node, log, path, "{ event: container.die }") is not { } map)
        {
            return Broken(name, node);
        }

        var schema = EventType(map.RequireScalar("event", "an event type of the catalogue, such as container.die"), map.Path("event"));
        var where = map.Take("where");
        var when = map.Scalar("when");
        map.Close();
        return schema is null ? Broken(name, node) : Draft(name, schema, where, when, map);
    }

    /// <summary>A selection of events of this type.</summary>
    public SelectionDraft Draft(string name, EventSchema schema, RuleNode? where, ScalarNode? when, MapReader map)
    {
        var fields = FieldSet.Of(schema);
        var alternatives = new WhereReader(log, fields).Read(where, map.Path("where"));
        var condition = WhereReader.Compile(alternatives);
        WhenClause? clause = null;
        if (ScalarParser.Condition(when, fields, log, map.Path("when")) is { } expression)
        {
            clause = new WhenClause(when!.Text, when.Mark, new WhenCondition(expression, fields.Used));
            condition = new AllCondition([condition, clause.Condition]);
        }

        return new SelectionDraft(new Selection(name, schema.Name, condition) { Alternatives = alternatives, When = clause, Mark = map.Node.Mark }, fields, map.Node);
    }
}
