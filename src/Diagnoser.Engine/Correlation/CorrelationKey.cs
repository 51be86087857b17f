using System.Text;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Makes the key under which events of a rule come together: the host, and the rule's <c>by</c> fields. Readers are resolved once.</summary>
internal sealed class CorrelationKey
{
    private const char Separator = '\u001f';

    private readonly FieldReader[]?[] _readers;

    public CorrelationKey(Rule rule) => _readers = [.. rule.Selections.Select(s => ReadersOf(rule, s.Name))];

    /// <summary>The key; null if the event lacks a field of it, since an absent field equals nothing.</summary>
    public string? Of(int selection, MatchedEvent matched)
    {
        if (_readers[selection] is not { } readers)
        {
            return null;
        }

        var host = matched.Event.Host.Id;
        if (readers.Length == 0)
        {
            return host;
        }

        var key = new StringBuilder(host, host.Length + 100);
        foreach (var read in readers)
        {
            var value = read(matched.Event, matched.Captures);
            if (value.IsMissing)
            {
                return null;
            }

            _ = key.Append(Separator).Append(value.ToString());
        }

        return key.ToString();
    }

    /// <summary>The readers of a selection's key fields; null if it takes no part in the key.</summary>
    private static FieldReader[]? ReadersOf(Rule rule, string selection)
    {
        var readers = new List<FieldReader>();
        foreach (var part in rule.Correlation.By)
        {
            if (!part.Fields.TryGetValue(selection, out var field))
            {
                return null;
            }

            readers.Add(EventField.Reader(field));
        }

        return [.. readers];
    }
}
