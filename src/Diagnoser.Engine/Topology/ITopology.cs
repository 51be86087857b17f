namespace Diagnoser.Engine.Topology;

/// <summary>Who depends on, shares, holds, talks to what, as far as is known at the moment.</summary>
internal interface ITopology
{
    /// <summary>True if the first has this relation to the second.</summary>
    bool Holds(string relation, Party from, Party to);

    /// <summary>True if it has this relation to something by this name.</summary>
    bool HoldsWithName(string relation, Party from, string name);
}
