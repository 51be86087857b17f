using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks.SideBySide;

/// <summary>An event as a line of text: type, service, container, and what the rules ask about it; nothing that they do not, which would only slow SEC down.</summary>
internal static class ComparedLine
{
    /// <summary>The line, without its end.</summary>
    public static string Of(DockerEvent dockerEvent) => $"{dockerEvent.Type} {dockerEvent.Service} {dockerEvent.Subject.Name}{Rest(dockerEvent)}";

    private static string Rest(DockerEvent dockerEvent) => dockerEvent.Type switch
    {
        EventTypes.ContainerDie => $" exit_code={dockerEvent.Attributes[AttributeNames.ExitCode]}",
        EventTypes.ContainerHealthStatus => $" status={dockerEvent.Attributes[AttributeNames.HealthStatus].Text}",
        EventTypes.KernelOomKill => $" constraint={dockerEvent.Attributes[AttributeNames.OomConstraint].Text}",
        EventTypes.KernelLog => $" {dockerEvent.Attributes[AttributeNames.KernelLine].Text}",
        EventTypes.ContainerStats => string.Create(CultureInfo.InvariantCulture, $" used_ratio={Ratio(dockerEvent):0.0000}"),
        EventTypes.ContainerLog => $" {dockerEvent.Attributes["log.body"].Text}",
        _ => "",
    };

    private static double Ratio(DockerEvent dockerEvent) => dockerEvent.Attributes["cgroup.memory.used_ratio"].TryGetNumber(out var ratio) ? ratio : 0;
}
