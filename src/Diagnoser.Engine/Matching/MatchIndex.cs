using System.Collections.Frozen;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Matching;

/// <summary>Leads from an event to the few selections worth trying on it. Immutable; built once for a set of rules.</summary>
internal sealed class MatchIndex
{
    private readonly FrozenDictionary<string, TypeIndex> _byType;

    private MatchIndex(FrozenDictionary<string, TypeIndex> byType)
    {
        _byType = byType;
        MostSelections = byType.Count == 0 ? 0 : byType.Values.Max(t => t.Selections.Length);
    }

    /// <summary>Number of selections of the event type that has most.</summary>
    public int MostSelections { get; }

    /// <summary>The index of these selections, which are given by event type.</summary>
    public static MatchIndex Of(IEnumerable<KeyValuePair<string, SelectionRef[]>> byType) =>
        new(byType.ToFrozenDictionary(t => t.Key, t => new IndexBuilder(t.Value).Build(), StringComparer.Ordinal));

    /// <summary>What leads to the selections of this event type; null if there are none.</summary>
    public TypeIndex? Find(string eventType) => _byType.TryGetValue(eventType, out var type) ? type : null;
}

/// <summary>The selections of one event type.</summary>
/// <param name="Selections">They, in order of rule and selection.</param>
/// <param name="Left">What is left to ask of an event that was led to each of them.</param>
/// <param name="Root">Leads to them by what fields are equal to.</param>
/// <param name="Scans">Lead to them by texts that fields hold.</param>
internal sealed record TypeIndex(SelectionRef[] Selections, EventCondition[] Left, IndexNode Root, TextScan[] Scans)
{
    /// <summary>Adds the selections worth trying on the event.</summary>
    public void Collect(EventView view, Candidates candidates)
    {
        Root.Collect(view, candidates);
        foreach (var scan in Scans)
        {
            scan.Collect(view, candidates);
        }
    }
}

/// <summary>A node of the tree: selections to try in any case, and questions that lead to others.</summary>
/// <param name="Always">Selections, by index.</param>
/// <param name="Questions">Fields that selections below ask about.</param>
internal sealed record IndexNode(int[] Always, EqualityQuestion[] Questions)
{
    /// <summary>Adds the selections worth trying on the event.</summary>
    public void Collect(EventView view, Candidates candidates)
    {
        candidates.Add(Always);
        foreach (var question in Questions)
        {
            question.Collect(view, candidates);
        }
    }
}
