using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>
/// What the texts of a rule may name: <c>alias.field</c> of the selections that matched, <c>alias.count</c>, <c>alias.first.field</c> and
/// <c>alias.last.field</c> of counted ones, and pieces of evidence.
/// </summary>
internal sealed class RuleNames(
    IReadOnlyDictionary<string, SelectionDraft> selections,
    IReadOnlyCollection<string> matched,
    IReadOnlyCollection<string> counted) : INames
{
    private readonly Dictionary<string, (ExpressionType Type, TopologyTopic? Topic)> _evidence = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>The selections that some text names.</summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    public void Add(EvidenceSpec evidence, ExpressionType type, TopologyTopic? topic) => _evidence[evidence.Name] = (type, topic);

    /// <summary>A piece that is wrong: that is said once, and nothing about its use.</summary>
    public void AddBroken(string name) => _broken.Add(name);

    public bool TryFind(string path, out ExpressionType type, out string problem)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (head, rest) = dot < 0 ? (path, "") : (path[..dot], path[(dot + 1)..]);
        type = ExpressionType.Unknown;
        problem = "";
        if (_broken.Contains(head) || (selections.TryGetValue(head, out var draft) && draft.Fields.IsBroken))
        {
            return true;
        }

        if (_evidence.TryGetValue(head, out var evidence))
        {
            return OfEvidence(head, rest, evidence, out type, out problem);
        }

        if (head == ReservedNames.Subject && rest.Length > 0)
        {
            return OfSubject(rest, out type, out problem);
        }

        if (!selections.TryGetValue(head, out var selection))
        {
            var names = _evidence.Keys.Concat(matched).Append(ReservedNames.Subject).ToList();
            var hint = rest.Length > 0 && selections.Values.Any(s => s.Fields.Find(path) is not null)
                ? $"; write it with its selection, as in {matched.FirstOrDefault("die")}.{path}"
                : Nearest.Hint(head, names);
            problem = $"unknown name '{MapReader.Short(path)}'{Nearest.And(hint, $"known are {string.Join(", ", names)}")}";
            return false;
        }

        if (!matched.Contains(head))
        {
            problem = $"'{head}' has no event when the rule fires, so nothing of it can be shown";
            return false;
        }

        _ = Named.Add(head);
        return OfSelection(head, rest, selection.Fields, out type, out problem);
    }

    // The event that a diagnosis is about may be of any selection, and their fields by one name need not have the same values.
    public EventField? Field(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && selections.TryGetValue(path[..dot], out var selection) ? selection.Fields.Field(InEvent(path[..dot], path[(dot + 1)..])) : null;
    }

    private static bool OfEvidence(string name, string rest, (ExpressionType Type, TopologyTopic? Topic) evidence, out ExpressionType type, out string problem)
    {
        (type, problem) = (evidence.Type, "");
        if (rest.Length == 0 || evidence.Topic?.Parts.TryGetValue(rest, out type) == true)
        {
            return true;
        }

        problem = evidence.Topic is { Parts.Count: > 0 } topic
            ? $"{topic.Name} has no '{MapReader.Short(rest)}'{Nearest.Hint(rest, topic.Parts.Keys, $"it has {string.Join(", ", topic.Parts.Keys)}")}"
            : $"the evidence '{name}' is one value and has no '{MapReader.Short(rest)}'";
        return false;
    }

    /// <summary>The event the diagnosis is about can be of any selection, so it may have any field that one of them has.</summary>
    private bool OfSubject(string field, out ExpressionType type, out string problem)
    {
        (type, problem) = (ExpressionType.Unknown, "");
        foreach (var selection in matched.Where(selections.ContainsKey))
        {
            if (selections[selection].Fields.TryFind(field, out type, out problem))
            {
                selections[selection].Fields.OfSubject.Add(field);
                return true;
            }
        }

        return false;
    }

    private string InEvent(string alias, string rest) =>
        !counted.Contains(alias) ? rest
        : rest.StartsWith("first.", StringComparison.Ordinal) ? rest["first.".Length..]
        : rest.StartsWith("last.", StringComparison.Ordinal) ? rest["last.".Length..]
        : rest;

    private bool OfSelection(string alias, string rest, FieldSet fields, out ExpressionType type, out string problem)
    {
        type = ExpressionType.Count;
        problem = "";
        if (counted.Contains(alias))
        {
            if (rest == "count")
            {
                return true;
            }

            rest = InEvent(alias, rest);
        }
        else if (rest is "count" or "first" or "last" || rest.StartsWith("first.", StringComparison.Ordinal) || rest.StartsWith("last.", StringComparison.Ordinal))
        {
            problem = $"count, first and last belong to a counted selection; '{alias}' is not counted in correlate";
            return false;
        }

        if (rest.Length == 0)
        {
            problem = $"'{alias}' is a selection; name a field of it, such as {alias}.container.name";
            return false;
        }

        return fields.TryFind(rest, out type, out problem);
    }
}
