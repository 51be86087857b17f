namespace Diagnoser.Engine.Correlation;

/// <summary>
/// What hid words that were taken back. As the events before a stop are taken again, they are said again, and by then what hid them may be
/// forgotten. Only a word on the same events is the same word: what goes on is not hidden by what hid its beginning.
/// </summary>
internal sealed class LastHiders
{
    private const int Limit = 1000;

    private readonly Dictionary<EpisodeId, (string Hider, Tie[] Ties)> _byId = [];
    private readonly Queue<EpisodeId> _order = new();

    /// <summary>Keeps what hid this one; nothing if nothing did.</summary>
    public void Keep(Voice voice, string? hider)
    {
        if (hider is null)
        {
            return;
        }

        if (!_byId.ContainsKey(voice.Id))
        {
            _order.Enqueue(voice.Id);
        }

        _byId[voice.Id] = (hider, voice.Ties);
        if (_order.Count > Limit)
        {
            _ = _byId.Remove(_order.Dequeue());
        }
    }

    /// <summary>What hid the last word on an episode, if it was on the same events; null if nothing did.</summary>
    public string? Take(EpisodeId id, Tie[] ties) => _byId.TryGetValue(id, out var kept) && Tie.SameEvents(kept.Ties, ties) ? kept.Hider : null;
}
