namespace Diagnoser.Engine.Events;

/// <summary>Where events come from, in the words of the catalogue.</summary>
internal static class EventSources
{
    public const string Docker = "docker events";
    public const string Inspect = "inspect";
    public const string ContainerLogs = "container logs";
    public const string Files = "files of the host";
    public const string Cgroup = "cgroup files";
    public const string Proc = "/proc";
    public const string Kernel = "kernel log";
    public const string Journal = "log of the Docker daemon";
    public const string Probe = "requests to the Docker daemon";
    public const string Swarm = "lists of a Swarm manager";
    public const string Enricher = "comparison with what was seen before";
    public const string Collector = "the collector itself";
    public const string Server = "the server";
    public const string Engine = "the rules themselves";
}
