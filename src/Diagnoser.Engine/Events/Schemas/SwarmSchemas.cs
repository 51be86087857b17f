using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Docker Swarm; seen on managers only.</summary>
internal static class SwarmSchemas
{
    private static readonly IReadOnlyList<EventField> Service =
    [
        .. FieldGroups.Every,
        new(FieldNames.ServiceName, FieldType.Text, "compose or Swarm service, else the container's name"),
        new(FieldNames.ServiceNamespace, FieldType.Text, "compose project or Swarm stack"),
        new(FieldNames.ServiceShortName, FieldType.Text, "the service without its stack's prefix"),
    ];

    private static readonly IReadOnlyList<EventField> Update =
    [
        .. Service,
        new("swarm.action", FieldType.Text, "what happened to it") { Values = ["create", "update", "remove"] },
        new("swarm.update_state", FieldType.Text, "how its update goes")
        {
            Values = ["updating", "paused", "completed", "rollback_started", "rollback_paused", "rollback_completed"],
        },
        new("swarm.replicas.from", FieldType.Integer, "replicas before"),
        new("swarm.replicas.to", FieldType.Integer, "replicas wanted now"),
        new("swarm.image.from", FieldType.Text, "image before"),
        new("swarm.image.to", FieldType.Text, "image now"),
    ];

    private static readonly IReadOnlyList<EventField> Place =
    [
        new("swarm.node.id", FieldType.Text, "the node's id"),
        new("swarm.node.name", FieldType.Text, "the node's host name"),
    ];

    private static readonly IReadOnlyList<EventField> Node =
    [
        .. FieldGroups.Every,
        .. Place,
        new("swarm.node.role", FieldType.Text, "what it does") { Values = ["manager", "worker"] },
        new("swarm.node.state", FieldType.Text, "how it is") { Values = ["ready", "down", "disconnected", "unknown"] },
        new("swarm.node.availability", FieldType.Text, "whether it takes tasks") { Values = ["active", "pause", "drain"] },
        new("swarm.node.is_leader", FieldType.Boolean, "true if it leads the managers"),
        new("swarm.node.is_reachable", FieldType.Boolean, "true if the other managers reach it"),
    ];

    private static readonly IReadOnlyList<EventField> Task =
    [
        .. Service,
        .. Place,
        new(FieldNames.ContainerId, FieldType.Text, "the engine's id of the container"),
        new("swarm.task.id", FieldType.Text, "the task's id"),
        new("swarm.task.slot", FieldType.Integer, "its number among the service's replicas"),
        new("swarm.task.state", FieldType.Text, "how it is: pending, preparing, running, failed, rejected, …"),
        new("swarm.task.desired_state", FieldType.Text, "how it should be"),
        new("swarm.task.error", FieldType.Text, "why it is not; hostile text"),
        new("swarm.task.exit_code", FieldType.Integer, "exit code of its container"),
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.SwarmService, "a Swarm service was created, updated or removed", EventSources.Docker, Update) { IsMade = false };
        yield return new(EventTypes.SwarmNode, "a Swarm node changed its state", EventSources.Docker, Node) { IsMade = false };
        yield return new(EventTypes.SwarmTask, "a Swarm task changed its state", EventSources.Swarm, Task) { IsMade = false };
    }
}
