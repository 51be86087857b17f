namespace Diagnoser.Engine.Events;

/// <summary>Names of the fields that are read from an event's own record, not from its attributes.</summary>
public static class FieldNames
{
    /// <summary>When it happened.</summary>
    public const string Time = "time";

    /// <summary>The host's id.</summary>
    public const string HostId = "host.id";

    /// <summary>The host's name.</summary>
    public const string HostName = "host.name";

    /// <summary>The compose or Swarm service.</summary>
    public const string ServiceName = "service.name";

    /// <summary>The compose project or Swarm stack.</summary>
    public const string ServiceNamespace = "service.namespace";

    /// <summary>The service without the stack's prefix, as it is called in the compose file.</summary>
    public const string ServiceShortName = "service.short_name";

    /// <summary>The engine's id of the container.</summary>
    public const string ContainerId = "container.id";

    /// <summary>The container's name.</summary>
    public const string ContainerName = "container.name";

    /// <summary>One life of a container: its id and when it started.</summary>
    public const string ContainerRun = "container.run";

    /// <summary>The engine's id of the network.</summary>
    public const string NetworkId = "network.id";

    /// <summary>The network's name.</summary>
    public const string NetworkName = "network.name";

    /// <summary>Who or what ended the run.</summary>
    public const string ExitEndedBy = "container.exit.ended_by";

    /// <summary>The verdict's slug.</summary>
    public const string ExitReason = "container.exit.reason";

    /// <summary>How sure the verdict is.</summary>
    public const string ExitCertainty = "container.exit.certainty";

    /// <summary>What the verdict rests on, in words.</summary>
    public const string ExitFacts = "container.exit.facts";

    /// <summary>The last log lines, joined by line feeds, newest last.</summary>
    public const string LogTail = "log.tail";

    /// <summary>True if somebody stopped the container through the API.</summary>
    public const string StoppedByUser = "container.stopped_by_user";

    /// <summary>True if the container is on a network that resolves names.</summary>
    public const string OnUserDefinedNetwork = "container.networks.exists_user_defined";
}
