using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Server.Cli.Rules.Updates;

/// <summary>Writes changed expectations into the text of a rule's file; comments and layout of all that does not change stay.</summary>
/// <param name="text">The text of the file.</param>
internal sealed class ExpectationEdit(string text)
{
    private readonly List<(int Start, int End, string Text)> _edits = [];

    /// <summary>The text with the changes; null if the test is not found in it.</summary>
    /// <param name="test">The test.</param>
    /// <param name="changes">What changes of its expectations.</param>
    public string? Write(RuleTest test, IReadOnlyList<ExpectationChange> changes)
    {
        var place = YamlSpan.Read(text).SelectMany(r => r.All()).OfType<MapSpan>().FirstOrDefault(m => m.Line == test.Line && m.Find("expect") is not null && m.Find("name") is not null);
        if (place?.Find("expect") is not { } entry)
        {
            return null;
        }

        var removed = changes.Where(IsRemoval).Select(c => c.Expectation!.Value).ToHashSet();
        List<string> added = [.. changes.Where(c => c.Added.Count > 0).Select(c => Written(c.Added))];
        if (entry.Value is not ListSpan list || (removed.Count == list.Items.Count && added.Count == 0))
        {
            // A list may begin in a line of its own: what stands for it moves up behind the key.
            var start = text.IndexOf(':', entry.KeyEnd) + 1;
            _edits.Add((start, entry.Value.End, added.Count == 0 ? " none" : $" [{string.Join(", ", added)}]"));
        }
        else
        {
            foreach (var change in changes.Where(c => c.Values.Count > 0))
            {
                Change((MapSpan)list.Items[change.Expectation!.Value], change.Values);
            }

            Exchange(list, removed, added);
        }

        return Applied();
    }

    private static bool IsRemoval(ExpectationChange change) => change is { Expectation: not null, Values.Count: 0 };

    private static string Written(IReadOnlyList<KeyValuePair<string, string>> fields) =>
        $"{{ {string.Join(", ", fields.Select(f => $"{f.Key}: {ScalarText.Of(f.Value)}"))} }}";

    // A check with a list of values counts as one for each.
    private void Change(MapSpan expectation, IReadOnlyList<ChangedValue> values)
    {
        var scalars = expectation.Entries.SelectMany(e => e.Value is ListSpan list ? list.Items : [e.Value]).OfType<ScalarSpan>().ToList();
        foreach (var value in values.Where(v => v.Value is not null))
        {
            Replace(scalars[value.Field], ScalarText.Of(value.Value!, scalars[value.Field].Style));
        }
    }

    // Expectations that go away make room for those that come; what is left over is taken out, or put behind the last.
    private void Exchange(ListSpan list, HashSet<int> removed, List<string> added)
    {
        var free = removed.Order().ToList();
        for (var i = 0; i < Math.Min(free.Count, added.Count); i++)
        {
            Replace(list.Items[free[i]], added[i]);
        }

        Remove(list, [.. free.Skip(added.Count)]);
        var (last, more) = (list.Items[^1], added.Skip(free.Count).ToList());
        if (more.Count > 0)
        {
            var indent = list.IsFlow ? "" : text[LineStart(DashOf(last))..DashOf(last)];
            var end = list.IsFlow ? last.End : LineEnd(last.End);
            _edits.Add((end, end, string.Concat(more.Select(one => list.IsFlow ? $", {one}" : $"\n{indent}- {one}"))));
        }
    }

    private void Remove(ListSpan list, List<int> removed)
    {
        var lastKept = Enumerable.Range(0, list.Items.Count).Except(removed).DefaultIfEmpty(-1).Max();
        foreach (var item in removed.Where(i => i < lastKept || !list.IsFlow).Select(i => (Span: list.Items[i], Next: list.Items[Math.Min(i + 1, list.Items.Count - 1)])))
        {
            // Of a list in lines of its own, its lines with the comment behind them.
            var afterLine = text.IndexOf('\n', item.Span.End) + 1;
            _edits.Add(list.IsFlow
                ? (item.Span.Start, item.Next.Start, "")
                : (LineStart(DashOf(item.Span)), afterLine > 0 ? afterLine : text.Length, ""));
        }

        if (list.IsFlow && lastKept >= 0 && lastKept + 1 < list.Items.Count && removed.Contains(list.Items.Count - 1))
        {
            _edits.Add((list.Items[lastKept].End, list.Items[^1].End, ""));
        }
    }

    private int DashOf(YamlSpan item) => text.LastIndexOf('-', item.Start - 1);

    private int LineStart(int at) => text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;

    // The end of the line without what ends it.
    private int LineEnd(int at)
    {
        var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
        return end > at && text[end - 1] == '\r' ? end - 1 : end;
    }

    private void Replace(YamlSpan span, string with) => _edits.Add((span.Start, span.End, with));

    private string Applied()
    {
        var result = text;
        foreach (var (start, end, with) in _edits.OrderByDescending(e => e.Start).ThenByDescending(e => e.End))
        {
            result = result[..start] + with + result[end..];
        }

        return result;
    }
}
