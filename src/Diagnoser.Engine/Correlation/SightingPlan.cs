using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>What of a selection's events must be kept: the fields and the kinds of evidence that its rule reads, and no more.</summary>
internal sealed class SightingPlan
{
    private readonly ValueKeeper _values;

    private SightingPlan(int index, string type, string[] names, IReadOnlySet<string> kinds, FieldReader? distinct)
    {
        (Index, Type, Kinds, Distinct) = (index, type, kinds, distinct);
        _values = new ValueKeeper(names);
    }

    /// <summary>Index of the selection among what its rule watches for.</summary>
    public int Index { get; }

    /// <summary>The event type.</summary>
    public string Type { get; }

    /// <summary>Kinds of evidence that are kept.</summary>
    public IReadOnlySet<string> Kinds { get; }

    /// <summary>Reads the value of which different ones are counted; null if events are.</summary>
    public FieldReader? Distinct { get; }

    /// <summary>What of an event's attributes is kept.</summary>
    public KeptValues Keep(AttributeMap attributes) => _values.Keep(attributes);

    /// <summary>The attributes that were kept.</summary>
    public AttributeMap Restore(KeptValues values) => _values.Restore(values);

    /// <summary>The plans of everything that a rule watches for.</summary>
    public static SightingPlan[] Of(Rule rule) => [.. rule.Watched.Select((s, i) => Of(rule, s, i))];

    private static SightingPlan Of(Rule rule, Selection selection, int index)
    {
        var names = selection.Fields
            .SelectMany(FieldReaders.AttributesOf)
            .Concat(EventText.AttributesOf(selection.EventType))
            .Append(AttributeNames.Raw)
            .Append(AttributeNames.MemoryPeak)
            .Distinct(StringComparer.Ordinal);
        var kinds = rule.Evidence.Where(e => e.Of == selection.Name).Select(e => KindOf(e.Kind)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (selection.Fields.Contains(FieldNames.LogTail))
        {
            _ = kinds.Add(EvidenceKinds.Logs);
        }

        var distinct = rule.Correlation.Steps.FirstOrDefault(s => s.Selection == selection.Name)?.Distinct;
        return new SightingPlan(index, selection.EventType, [.. names], kinds, distinct is null ? null : EventField.Reader(distinct));
    }

    private static string? KindOf(EvidenceSpecKind kind) => kind switch
    {
        EvidenceSpecKind.Inspect => EvidenceKinds.Inspect,
        EvidenceSpecKind.Logs => EvidenceKinds.Logs,
        EvidenceSpecKind.Sample => EvidenceKinds.Sample,
        EvidenceSpecKind.Topology => EvidenceKinds.Topology,
        _ => null,
    };
}
