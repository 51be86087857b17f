using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads <c>correlate.by</c>: each entry must be a field of every selection that takes part.</summary>
internal sealed class KeyReader(FindingLog log, IReadOnlyDictionary<string, SelectionDraft> selections, SelectionDraft? recover)
{
    private const string Path = "correlate.by";

    private readonly IReadOnlyDictionary<string, SelectionDraft> _keyed = recover is null
        ? selections
        : new Dictionary<string, SelectionDraft>(selections, StringComparer.Ordinal) { [ReservedNames.Recover] = recover };

    public IReadOnlyList<KeyPart> Read(RuleNode? node, IReadOnlyList<string> used, IReadOnlyList<string> context)
    {
        used = recover is null ? used : [.. used, ReservedNames.Recover];
        if (node is not null and not ListNode)
        {
            log.Error(node, Path, $"must be a list such as [container.run], found {MapReader.Words(node)}", LintChecks.WrongShape);
        }

        var parts = new List<KeyPart>();
        foreach (var item in (node as ListNode)?.Items ?? [])
        {
            switch (item)
            {
                case ScalarNode scalar:
                    parts.Add(new KeyPart(scalar.Text, used.Concat(WithField(context, scalar.Text)).ToDictionary(s => s, _ => scalar.Text)));
                    Check(item, parts[^1], used);
                    break;
                case MapNode { Entries: [(ScalarNode name, MapNode fields)] }:
                    parts.Add(Mapped(name, fields, used));
                    break;
                default:
                    log.Error(item, Path, $"an entry is a field, or {{ key: {{ selection: field }} }}, found {MapReader.Words(item)}", LintChecks.WrongShape);
                    break;
            }
        }

        return parts;
    }

    /// <summary>Context that lacks the field shares no key, so it never comes along; that is no error.</summary>
    private IEnumerable<string> WithField(IReadOnlyList<string> context, string field) =>
        context.Where(s => selections[s].Fields.Find(field) is not null);

    private KeyPart Mapped(ScalarNode name, MapNode fields, IReadOnlyList<string> used)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (selection, field) in fields.Entries)
        {
            if (!_keyed.ContainsKey(selection.Text))
            {
                log.Error(selection, Path, $"unknown selection '{MapReader.Short(selection.Text)}'{Nearest.Hint(selection.Text, _keyed.Keys)}", LintChecks.UnknownSelection);
            }
            else if (field is ScalarNode scalar)
            {
                named[selection.Text] = scalar.Text;
            }
            else
            {
                log.Error(field, Path, $"must be a field, found {MapReader.Words(field)}", LintChecks.WrongShape);
            }
        }

        if (recover is not null && !named.ContainsKey(ReservedNames.Recover)
            && named.FirstOrDefault(n => _keyed[n.Key].Selection.EventType == recover.Selection.EventType).Value is { } same)
        {
            named[ReservedNames.Recover] = same;
        }

        var part = new KeyPart(name.Text, named);
        Check(name, part, used);
        return part;
    }

    private void Check(RuleNode node, KeyPart part, IReadOnlyList<string> used)
    {
        foreach (var selection in used.Where(_keyed.ContainsKey))
        {
            var fields = _keyed[selection].Fields;
            if (!part.Fields.TryGetValue(selection, out var field))
            {
                log.Error(node, Path, $"'{MapReader.Short(part.Name)}' names no field for the selection {selection}", LintChecks.MissingKey);
            }
            else if (fields.Find(field) is not { } found)
            {
                // Where one selection has it and another has not, the names differ and no letter is wrong.
                var others = used.Where(s => s != selection && _keyed.TryGetValue(s, out var other) && other.Fields.Find(part.Fields.GetValueOrDefault(s, "")) is not null).ToList();
                log.Error(
                    node,
                    Path,
                    others.Count > 0 && part.Fields.Values.Distinct().Count() == 1
                        ? $"selection {selection}: {fields.Lacks(field)}; where names differ, write them: {{ {part.Name}: {{ {others[0]}: {field}, {selection}: … }} }}"
                        : $"selection {selection}: {fields.Unknown(field)}",
                    LintChecks.UnknownField);
            }
            else if (found.Type is FieldType.List or FieldType.Time)
            {
                log.Error(node, Path, $"{field} is a list or a time; events do not share those");
            }
        }
    }
}
