using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// The key under which events of a rule come together: the host (for a rule that sees one), and the values of the rule's <c>by</c>.
/// A hash that nobody can aim, since names are chosen by whoever runs containers; short, since there may be a million of them.
/// </summary>
internal sealed class CorrelationKey(Rule rule, SightingKit kit)
{
    // A counter has the key of the selection that it counters.
    private const char CounterMark = '!';

    private readonly KeyMaker?[] _makers = [.. rule.Watched.Select(s => MakerOf(rule, s.Name, kit))];

    /// <summary>The key; null if the event lacks a field of it, since an absent field equals nothing.</summary>
    public UInt128? Of(int selection, DockerEvent dockerEvent, Captures captures) => _makers[selection]?.Of(dockerEvent, captures);

    /// <summary>What makes a selection's keys; null if it takes no part in the key.</summary>
    private static KeyMaker? MakerOf(Rule rule, string selection, SightingKit kit)
    {
        var fields = new List<string>();
        foreach (var part in rule.Correlation.By)
        {
            if (!part.Fields.TryGetValue(selection.TrimEnd(CounterMark), out var field))
            {
                return null;
            }

            fields.Add(field);
        }

        return kit.Keys(rule.Scope == RuleScope.Host, fields);
    }
}
