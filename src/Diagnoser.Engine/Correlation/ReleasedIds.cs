using Diagnoser.Contracts;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Correlation;

/// <summary>Remembers the latest judged ends and what may come again besides, to know what is amended from what is new.</summary>
internal sealed class ReleasedIds
{
    // An amendment follows within seconds; this many ends within seconds is beyond any host.
    private const int Limit = 10_000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>True if this event was released before, with another verdict or before its run was known; remembers it otherwise.</summary>
    public bool IsAmended(DockerEvent released)
    {
        if (released.Exit is null && !EarlyFacts.MayComeAgain(released.Type))
        {
            return false;
        }

        if (!_ids.Add(released.Id))
        {
            return true;
        }

        _order.Enqueue(released.Id);
        if (_order.Count > Limit)
        {
            _ = _ids.Remove(_order.Dequeue());
        }

        return false;
    }
}
