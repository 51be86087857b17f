using System.Collections.Frozen;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Decides which events of a host the rules that see the fleet must get: what they watch for, and what they must know to judge it.</summary>
internal sealed class FleetForwarding(RuleSet rules, EngineOptions options)
{
    // Beyond this the containers are handed on again, which costs time and changes nothing.
    private const int ContainerLimit = 100_000;

    private static readonly FrozenSet<string> TopologyTypes = FrozenSet.Create(
        StringComparer.Ordinal,
        EventTypes.ContainerCreate,
        EventTypes.ContainerStart,
        EventTypes.ContainerStartFailed,
        EventTypes.ContainerRestart,
        EventTypes.ContainerDie,
        EventTypes.ContainerPause,
        EventTypes.ContainerUnpause,
        EventTypes.ContainerRename,
        EventTypes.ContainerDestroy,
        EventTypes.NetworkConnect,
        EventTypes.NetworkDisconnect);

    private readonly RuleTier _fleet = new(rules, RuleScope.Fleet, options, null);
    private readonly bool _usesTopology = rules.UsesTopologyIn(RuleScope.Fleet);
    private readonly HashSet<(string Host, string Container)> _introduced = [];
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);

    /// <summary>What is to be handed on of this event; null if nothing is.</summary>
    public FleetInput? Of(DockerEvent dockerEvent, bool isAmended)
    {
        var tellsTopology = _usesTopology && TellsTopology(dockerEvent);

        // An amended end may be one that no longer matches: then it must be forgotten there.
        return tellsTopology | TellsWhoIsHeard(dockerEvent) || isAmended || _fleet.Watches(dockerEvent)
            ? FleetInput.Of(dockerEvent, isAmended, tellsTopology)
            : null;
    }

    private bool TellsTopology(DockerEvent dockerEvent)
    {
        var container = (dockerEvent.Host.Id, dockerEvent.Subject.Id);
        if (dockerEvent.Type == EventTypes.ContainerDestroy)
        {
            _ = _introduced.Remove(container);
            return true;
        }

        // One that runs since long is introduced by the first event that carries what inspect said of it.
        return (dockerEvent.Subject.Kind == Subject.Container && dockerEvent.Attributes[AttributeNames.Networks].List is not null && Introduce(container))
            | TopologyTypes.Contains(dockerEvent.Type);
    }

    private bool Introduce((string Host, string Container) container)
    {
        if (_introduced.Count >= ContainerLimit)
        {
            _introduced.Clear();
        }

        return _introduced.Add(container);
    }

    // Whether something is absent can be said only while somebody sees it.
    private bool TellsWhoIsHeard(DockerEvent dockerEvent)
    {
        if (dockerEvent.Type == EventTypes.CollectorSilent)
        {
            _ = _silent.Add(dockerEvent.Host.Id);
            return true;
        }

        return (_silent.Count > 0 && _silent.Remove(dockerEvent.Host.Id)) || dockerEvent.Type == EventTypes.CollectorBlind;
    }
}
