using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine;

/// <summary>
/// The rules that see the fleet, fed with what the engines of the hosts forward (<see cref="EngineOptions.ForwardsFleet"/>). Given the same in the
/// same order, it concludes what one engine for all hosts would. Not safe for concurrent use.
/// </summary>
public sealed class FleetEngine
{
    private readonly RuleTier _tier;
    private readonly TopologyMap? _topology;
    private readonly OutputDraft _output = new();

    /// <summary>An engine without history.</summary>
    public FleetEngine(RuleSet rules, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        _topology = rules.UsesTopologyIn(RuleScope.Fleet) ? new TopologyMap() : null;
        _tier = new RuleTier(rules, RuleScope.Fleet, options, _topology);
    }

    /// <summary>When something that waits can next be decided, in event time; null if nothing waits.</summary>
    public DateTimeOffset? NextDue => _tier.NextDue;

    /// <summary>How much bounded windows had to drop, by rule; only rules that dropped any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Dropped => _tier.Dropped;

    /// <summary>How often nothing was concluded from an absence, since nobody could have seen, by rule; only rules with any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Suspended => _tier.Suspended;

    /// <summary>Correlation keys for which something is kept.</summary>
    public int Keys => _tier.Keys;

    /// <summary>
    /// Goes on where an engine before this one stopped. Afterwards what that one took is to be processed again, from this time on and in the same
    /// order, and then <see cref="Resumed"/> ends it; the last word of it on a diagnosis is news where it is another than the one given out.
    /// </summary>
    /// <param name="given">The newest word on each diagnosis of these rules whose condition may still have held at that time.</param>
    /// <param name="from">The time; at least <see cref="RuleSet.Reach"/> before the stop.</param>
    public void Resume(IEnumerable<Diagnosis> given, DateTimeOffset from)
    {
        _tier.TakeAgain(from);
        foreach (var diagnosis in given.OrderBy(d => d.Time).ThenBy(d => d.Id, StringComparer.Ordinal))
        {
            _tier.Resume(diagnosis);
        }

        _tier.Resumed();
    }

    /// <summary>All that the engine before this one took was processed again.</summary>
    public EngineOutput Resumed()
    {
        _tier.TakeNew(_ => DateTimeOffset.MinValue, _output);
        return _output.Take();
    }

    /// <summary>Takes what an event told of the topology, and no rule sees it.</summary>
    public void Learn(DockerEvent standing) => _topology?.Note(standing);

    /// <summary>Takes what an engine of the hosts forwarded.</summary>
    public EngineOutput Process(FleetInput input)
    {
        if (input.Event is { } dockerEvent)
        {
            _topology?.Note(dockerEvent);
            _tier.Process(dockerEvent, input.IsAmended, _output);
        }
        else
        {
            _tier.Process(input.Diagnosis!, _output);
        }

        return _output.Take();
    }

    /// <summary>The clock has reached this time on all hosts: what waited for it is decided.</summary>
    public EngineOutput Advance(DateTimeOffset now)
    {
        _tier.Advance(_ => now, _output);
        return _output.Take();
    }

    /// <summary>Nothing more comes: everything that waits is decided.</summary>
    public EngineOutput Finish() => Advance(DateTimeOffset.MaxValue);
}
