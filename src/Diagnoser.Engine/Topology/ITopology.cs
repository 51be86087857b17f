namespace Diagnoser.Engine.Topology;

/// <summary>Someone in the topology: a container, or a service.</summary>
/// <param name="HostId">The host it was seen on.</param>
/// <param name="ContainerId">The container, if it is one.</param>
/// <param name="Service">Its service.</param>
/// <param name="Stack">Its stack.</param>
internal readonly record struct Party(string HostId, string? ContainerId, string? Service, string? Stack);

/// <summary>Who depends on, shares, holds, talks to what, as far as is known at the moment.</summary>
internal interface ITopology
{
    /// <summary>True if the first has this relation to the second.</summary>
    bool Holds(string relation, Party from, Party to);

    /// <summary>True if it has this relation to something by this name.</summary>
    bool HoldsWithName(string relation, Party from, string name);
}
