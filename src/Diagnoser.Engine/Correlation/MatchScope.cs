using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>The names that the placeholders and conditions of a matched rule can use.</summary>
internal sealed class MatchScope(Match match) : IScope
{
    private readonly Dictionary<string, EvidenceReading> _evidence = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<MatchedEvent>> _byAlias = new(StringComparer.Ordinal);

    /// <summary>Makes a piece of evidence known by its name.</summary>
    public void Add(EvidenceSpec spec, EvidenceReading reading) => _evidence[spec.Name] = reading;

    /// <inheritdoc/>
    public Value Resolve(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (head, rest) = dot < 0 ? (path, "") : (path[..dot], path[(dot + 1)..]);
        if (_evidence.TryGetValue(head, out var reading))
        {
            return rest.Length == 0 ? reading.Value : reading.Parts.GetValueOrDefault(rest, Value.Missing($"{path} is not known"));
        }

        if (head == ReservedNames.Subject)
        {
            return OfEvent(match.Subject, rest);
        }

        return match.Rule.Selections.Any(s => s.Name == head)
            ? OfSelection(head, rest)
            : Value.Missing($"{path} is not known");
    }

    private Value OfSelection(string alias, string field)
    {
        if (!_byAlias.TryGetValue(alias, out var events))
        {
            _byAlias[alias] = events = [.. match.Of(alias)];
        }

        if (field == "count")
        {
            return Value.Of((double)events.Sum(e => e.Weight));
        }

        if (events.Count == 0)
        {
            return Value.Missing($"{alias} was not seen");
        }

        var first = Strip(ref field, "first.");
        _ = Strip(ref field, "last.");
        return OfEvent(first ? events[0] : events[^1], field);
    }

    private static Value OfEvent(MatchedEvent chosen, string field) => EventField.Read(chosen.Event, field, chosen.Captures);

    private static bool Strip(ref string field, string prefix)
    {
        if (!field.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        field = field[prefix.Length..];
        return true;
    }
}
