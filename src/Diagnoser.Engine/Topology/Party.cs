using Diagnoser.Contracts;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Topology;

/// <summary>One side of a relation: a container, or a service wherever its containers run.</summary>
/// <param name="HostId">The host; empty for a service on any host.</param>
/// <param name="ContainerId">The container; null for all containers of the service.</param>
/// <param name="Service">The compose or Swarm service.</param>
/// <param name="Stack">The compose project or Swarm stack.</param>
internal readonly record struct Party(string HostId, string? ContainerId = null, string? Service = null, string? Stack = null)
{
    /// <summary>What an event is about.</summary>
    public static Party Of(DockerEvent dockerEvent) => new(dockerEvent.Host.Id, ContainerOf(dockerEvent), dockerEvent.Service, dockerEvent.Stack);

    /// <summary>What a diagnosis is about.</summary>
    public static Party Of(Diagnosis diagnosis) => new(
        diagnosis.Host.Id,
        diagnosis.Subject.Kind == Subject.Container ? diagnosis.Subject.Id : null,
        diagnosis.Service,
        diagnosis.Stack);

    /// <summary>The container of an event, also of one about a network that names it.</summary>
    public static string? ContainerOf(DockerEvent e) =>
        e.Subject.Kind == Subject.Container ? e.Subject.Id : e.Attributes[FieldNames.ContainerId].Text;
}
