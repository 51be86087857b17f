using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>Remembers the latest judged ends, to know an amended verdict from a new one.</summary>
internal sealed class JudgedEnds
{
    // An amendment follows within seconds; this many ends within seconds is beyond any host.
    private const int Limit = 10_000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>True if this event came before with a verdict; remembers it otherwise.</summary>
    public bool IsAmended(DockerEvent released)
    {
        if (released.Exit is null)
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
