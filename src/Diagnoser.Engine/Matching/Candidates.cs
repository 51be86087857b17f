namespace Diagnoser.Engine.Matching;

/// <summary>The selections worth trying on one event, each once. Reused from event to event.</summary>
internal sealed class Candidates(int capacity)
{
    private readonly int[] _seen = new int[capacity];
    private readonly int[] _items = new int[capacity];
    private int _round;
    private int _count;

    /// <summary>Begins with none.</summary>
    public void Begin()
    {
        _count = 0;
        if (++_round == int.MaxValue)
        {
            Array.Clear(_seen);
            _round = 1;
        }
    }

    /// <summary>Adds these.</summary>
    public void Add(int[] selections)
    {
        foreach (var selection in selections)
        {
            if (_seen[selection] != _round)
            {
                _seen[selection] = _round;
                _items[_count++] = selection;
            }
        }
    }

    /// <summary>They, in order.</summary>
    public ReadOnlySpan<int> InOrder()
    {
        var found = _items.AsSpan(0, _count);
        if (_count > 1)
        {
            found.Sort();
        }

        return found;
    }
}
