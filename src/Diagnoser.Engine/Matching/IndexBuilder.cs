using System.Runtime.InteropServices;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Matching;

/// <summary>Builds the index of one event type: each selection is put where the fewest events lead to it.</summary>
internal sealed class IndexBuilder(SelectionRef[] selections)
{
    /// <summary>So few selections are tried one by one.</summary>
    private const int FewEnough = 4;

    /// <summary>Most places that one entry is put in, since each of its values is one.</summary>
    private const int MaxPlaces = 64;

    /// <summary>What it costs to look through a text, in selections tried; the log tail must be joined first.</summary>
    private const double ScanCost = 0.02;
    private const double TailScanCost = 0.5;

    private readonly Dictionary<string, List<(string Text, int Selection)>> _scans = new(StringComparer.Ordinal);
    private readonly HashSet<IndexEntry> _scanned = [];
    private readonly Dictionary<(string Field, string Text), int> _sharing = [];

    // By selection: what holds of every event that is led to it.
    private readonly List<EventCondition>?[] _proven = new List<EventCondition>?[selections.Length];

    /// <summary>The index.</summary>
    public TypeIndex Build()
    {
        var entries = selections.SelectMany((s, i) => IndexEntry.Of(s.Selection, i)).Select(e => (Entry: e, Places: 1)).ToList();
        foreach (var texts in entries.SelectMany(e => e.Entry.Texts))
        {
            foreach (var text in texts.Texts)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_sharing, (texts.Field.Name, LiteralFold.Of(text)), out _)++;
            }
        }

        var counts = Counts(entries, []);
        var rest = entries.Where(e => !PrefersScan(e.Entry, counts)).ToList();
        var root = Node(rest, []);

        // A text leads to its selection past all that was asked on the way to it.
        foreach (var scanned in _scanned)
        {
            _proven[scanned.Selection] = null;
        }

        EventCondition[] left = [.. selections.Select((s, i) => _proven[i] is { } proven ? s.Selection.Condition.Without(proven) : s.Selection.Condition)];
        return new TypeIndex(selections, left, root, [.. _scans.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => TextScan.Of(s.Key, s.Value))]);
    }

    private bool PrefersScan(IndexEntry entry, Dictionary<(string, Value), int> counts)
    {
        if (Telling(entry) is not { } texts)
        {
            return false;
        }

        var equal = entry.Equalities.Select(e => Cost(e, counts)).DefaultIfEmpty(1).Min();
        if (Cost(texts) >= equal)
        {
            return false;
        }

        Scan(entry, texts);
        return true;
    }

    private IndexNode Node(List<(IndexEntry Entry, int Places)> entries, IReadOnlyList<string> asked)
    {
        var always = new List<int>();
        var byField = new Dictionary<string, Dictionary<Value, List<(IndexEntry, int)>>>(StringComparer.Ordinal);
        var counts = Counts(entries, asked);
        var isFew = entries.Count <= FewEnough && asked.Count > 0;
        foreach (var (entry, places) in entries)
        {
            var open = entry.Equalities.Where(e => !asked.Contains(e.Field.Name) && e.Values.Count * places <= MaxPlaces);
            if (!isFew && open.MinBy(e => Cost(e, counts)) is { } best)
            {
                ref var byValue = ref CollectionsMarshal.GetValueRefOrAddDefault(byField, best.Field.Name, out _);
                byValue ??= [];

                // With several places it may be asked different things on the way to each.
                if (places == 1 && best.Proves is { } proven)
                {
                    (_proven[entry.Selection] ??= []).Add(proven);
                }

                foreach (var value in best.Values)
                {
                    ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(byValue, value, out _);
                    (bucket ??= []).Add((entry, places * best.Values.Count));
                }
            }
            else if (!isFew && Telling(entry) is { } texts)
            {
                Scan(entry, texts);
            }
            else
            {
                always.Add(entry.Selection);
            }
        }

        return new IndexNode(
            [.. always.Distinct()],
            [.. byField.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new EqualityQuestion(f.Key, f.Value.Select(v => KeyValuePair.Create(v.Key, Node(v.Value, [.. asked, f.Key])))))]);
    }

    /// <summary>Selections that must be tried for an event on average, if they are looked up by this.</summary>
    private static double Cost(FieldEquality equality, Dictionary<(string, Value), int> counts) =>
        equality.Values.Sum(v => Selectivity.Of(equality.Field, v) * counts[(equality.Field.Name, v)]);

    private static Dictionary<(string, Value), int> Counts(List<(IndexEntry Entry, int Places)> entries, IReadOnlyList<string> asked)
    {
        var counts = new Dictionary<(string, Value), int>();
        foreach (var equality in entries.SelectMany(e => e.Entry.Equalities).Where(e => !asked.Contains(e.Field.Name)))
        {
            foreach (var value in equality.Values)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, (equality.Field.Name, value), out _)++;
            }
        }

        return counts;
    }

    private FieldTexts? Telling(IndexEntry entry) => entry.Texts.MinBy(Cost);

    private double Cost(FieldTexts texts) =>
        texts.Texts.Sum(t => Selectivity.OfHolding(t) * _sharing[(texts.Field.Name, LiteralFold.Of(t))])
        + (texts.Field.Name == FieldNames.LogTail ? TailScanCost : ScanCost);

    private void Scan(IndexEntry entry, FieldTexts texts)
    {
        if (_scanned.Add(entry))
        {
            ref var scan = ref CollectionsMarshal.GetValueRefOrAddDefault(_scans, texts.Field.Name, out _);
            (scan ??= []).AddRange(texts.Texts.Select(t => (t, entry.Selection)));
        }
    }
}
