using Diagnoser.Contracts;

namespace Diagnoser.Collector.Spool;

/// <summary>Knows which events cannot wait: ends, kills, failed starts, changes of health, and what says that something was not seen.</summary>
internal static class Urgency
{
    public static bool IsUrgent(DockerEvent dockerEvent) => dockerEvent.Type is
        EventTypes.ContainerDie or EventTypes.ContainerOom or EventTypes.KernelOomKill or EventTypes.ContainerStartFailed
        or EventTypes.ContainerHealthStatus or EventTypes.DaemonRestart or EventTypes.CollectorBlind or EventTypes.CollectorStarted;
}
