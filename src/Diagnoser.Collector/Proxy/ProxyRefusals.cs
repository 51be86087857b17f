using Diagnoser.Collector.Cli;

namespace Diagnoser.Collector.Proxy;

/// <summary>Says what the proxy refused: each once a minute at most, for whoever is refused may ask in a loop.</summary>
internal sealed class ProxyRefusals(Surroundings surroundings)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _last;
    private long _unsaid;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    public void Tell(ProxyRefusal refusal)
    {
        long unsaid;
        lock (_gate)
        {
            Count++;
            var now = surroundings.Clock.GetUtcNow();
            if (now - _last < Quiet)
            {
                _unsaid++;
                return;
            }

            (_last, unsaid, _unsaid) = (now, _unsaid, 0);
        }

        surroundings.Tell($"refused {refusal.Method} {refusal.Target}: {refusal.Why}" + (unsaid > 0 ? $"; and {unsaid} more in the last minute" : ""));
    }
}
