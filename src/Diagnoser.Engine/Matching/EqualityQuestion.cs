using System.Collections.Frozen;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Matching;

/// <summary>A field, and where each of its values leads.</summary>
internal sealed class EqualityQuestion
{
    private readonly ReadField _field;
    private readonly FrozenDictionary<string, IndexNode> _texts;
    private readonly Dictionary<double, IndexNode> _numbers = [];
    private readonly IndexNode? _true;
    private readonly IndexNode? _false;

    public EqualityQuestion(string field, IEnumerable<KeyValuePair<Value, IndexNode>> children)
    {
        _field = ReadField.By(field);
        var texts = new Dictionary<string, IndexNode>(StringComparer.Ordinal);
        foreach (var (value, child) in children)
        {
            if (value.AsText is { } text)
            {
                texts[text] = child;
            }
            else if (value.Kind == ValueKind.Number)
            {
                _numbers[value.AsNumber] = child;
            }
            else
            {
                (_true, _false) = value.IsTrue ? (child, _false) : (_true, child);
            }
        }

        _texts = texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public void Collect(EventView view, Candidates candidates)
    {
        var value = _field.Of(view);
        switch (value.Kind)
        {
            case ValueKind.Text:
                Collect(value.AsText!, view, candidates);
                break;
            case ValueKind.Number:
                if (_numbers.TryGetValue(value.AsNumber, out var child))
                {
                    child.Collect(view, candidates);
                }

                break;
            case ValueKind.Boolean:
                (value.IsTrue ? _true : _false)?.Collect(view, candidates);
                break;
            case ValueKind.List:
                // A list is equal to a text if one of its items is.
                var list = value.AsList!;
                for (var i = 0; i < list.Count; i++)
                {
                    Collect(list[i], view, candidates);
                }

                break;
        }
    }

    private void Collect(string text, EventView view, Candidates candidates)
    {
        if (_texts.TryGetValue(text, out var child))
        {
            child.Collect(view, candidates);
        }
    }
}
