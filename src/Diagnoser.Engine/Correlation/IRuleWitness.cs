using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>Looks on while rules work, to explain afterwards what they did. An engine that diagnoses has none.</summary>
internal interface IRuleWitness
{
    /// <summary>The rules of this scope see an event, as it was judged; one with the id of an earlier one amends it.</summary>
    void Hear(RuleScope scope, DockerEvent dockerEvent);

    /// <summary>A rule looked at the window of a key; what is there may change afterwards.</summary>
    void Look(Rule looking, KeyWindow window, ITopology? topology);
}
