using Diagnoser.Contracts;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Which event time each host has reached by the clock: what should have happened until then has had time to arrive.</summary>
/// <param name="clock">The clock.</param>
/// <param name="most">The largest lag of events that is waited for.</param>
/// <param name="skew">What the hosts' clocks say minus what ours says, where that is known.</param>
internal sealed class HostTimes(TimeProvider clock, TimeSpan most, TimeSpan skew)
{
    private readonly Dictionary<string, ArrivalLag> _lags = new(StringComparer.Ordinal);

    /// <summary>Now, by the clocks of the hosts.</summary>
    public DateTimeOffset Now => clock.GetUtcNow() + skew;

    /// <summary>Notes an event that has just arrived.</summary>
    public void Note(DockerEvent dockerEvent)
    {
        if (!_lags.TryGetValue(dockerEvent.Host.Id, out var lag))
        {
            _lags[dockerEvent.Host.Id] = lag = new ArrivalLag(clock, most);
        }

        lag.Note(dockerEvent, Now);
    }

    /// <summary>The event time that a host (empty: every host) has reached.</summary>
    public DateTimeOffset Reached(string hostId) => Now - (hostId.Length == 0 ? LargestLag : Lag(hostId));

    /// <summary>How far a host's events have lately been late.</summary>
    public TimeSpan Lag(string hostId) => _lags.TryGetValue(hostId, out var lag) ? lag.Current : TimeSpan.Zero;

    /// <summary>The largest lag of any host.</summary>
    public TimeSpan LargestLag => _lags.Count == 0 ? TimeSpan.Zero : _lags.Values.Max(l => l.Current);
}
