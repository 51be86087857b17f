using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Says what an event is, in words for evidence.</summary>
internal static class EventText
{
    private const double Kibi = 1024;
    private const int SecondsAMinute = 60;

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>The event as a line of evidence.</summary>
    public static EvidenceLine Of(DockerEvent e) => e.Type switch
    {
        EventTypes.KernelOomKill => Line(e, "kernel", OomKill(e)),
        EventTypes.KernelLog => Line(e, "kernel", e.Attributes[AttributeNames.KernelLine].ToString()),
        EventTypes.ContainerDie => Line(e, "docker", Die(e)),
        EventTypes.ContainerStartFailed => Line(e, "docker", $"start of {Name(e)} failed: {e.Attributes[AttributeNames.Error]}"),
        EventTypes.ContainerHealthStatus => Line(e, "probe", Health(e)),
        EventTypes.ContainerKill => Line(e, "docker", $"signal {Text(e, AttributeNames.Signal)} was sent to {Name(e)} through the API"),
        EventTypes.ContainerOom => Line(e, "docker", $"oom: the kernel killed a process of {Name(e)}"),
        _ => Line(e, "docker", $"{e.Type} {Name(e)}"),
    };

    /// <summary>The attributes that the text of an event of this type is made of.</summary>
    public static IReadOnlyList<string> AttributesOf(string eventType) => eventType switch
    {
        EventTypes.KernelOomKill =>
        [
            AttributeNames.ProcessName, AttributeNames.ProcessPid, AttributeNames.ProcessRss, AttributeNames.OomScope,
            AttributeNames.OomCgroup, AttributeNames.OomConstraint,
        ],
        EventTypes.KernelLog => [AttributeNames.KernelLine],
        EventTypes.ContainerDie => [AttributeNames.ExitCode, AttributeNames.RunSeconds, AttributeNames.Reconciled, AttributeNames.Error],
        EventTypes.ContainerStartFailed => [AttributeNames.Error],
        EventTypes.ContainerHealthStatus => [AttributeNames.HealthStatus, AttributeNames.HealthExitCode, AttributeNames.HealthOutput],
        EventTypes.ContainerKill => [AttributeNames.Signal],
        _ => [],
    };

    /// <summary>A value in its unit: bytes as 64 MiB, seconds as 1.5 s, a ratio as 95 %.</summary>
    public static string InUnit(Value value, EvidenceUnit unit)
    {
        if (value.Kind != ValueKind.Number)
        {
            return value.ToString();
        }

        return unit switch
        {
            EvidenceUnit.Bytes => Bytes(value.AsNumber),
            EvidenceUnit.Duration => Seconds(value.AsNumber),
            EvidenceUnit.Percent => string.Create(CultureInfo.InvariantCulture, $"{value.AsNumber * 100:0.#} %"),
            _ => value.ToString(),
        };
    }

    /// <summary>Bytes in the largest binary unit that leaves at least 1.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (Math.Abs(bytes) >= Kibi && unit < Units.Length - 1)
        {
            bytes /= Kibi;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {Units[unit]}");
    }

    private static string Seconds(double seconds) => seconds < SecondsAMinute
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / SecondsAMinute):0} min {seconds % SecondsAMinute:0} s");

    private static string OomKill(DockerEvent e)
    {
        var process = $"{Text(e, AttributeNames.ProcessName)} (pid {Text(e, AttributeNames.ProcessPid)}{Rss(e)})";
        var limit = e.Attributes[AttributeNames.OomScope].Text switch
        {
            "own" => "at this container's own limit",
            "parent" => $"at the limit of the parent cgroup {Text(e, AttributeNames.OomCgroup)}",
            "host" => "because the host ran out of memory",
            _ => $"(constraint {Text(e, AttributeNames.OomConstraint)})",
        };
        return $"the kernel killed {process} {limit}";
    }

    private static string Rss(DockerEvent e) =>
        e.Attributes[AttributeNames.ProcessRss].TryGetNumber(out var rss) ? $", {Bytes(rss)} resident" : "";

    private static string Die(DockerEvent e)
    {
        var ran = e.Attributes[AttributeNames.RunSeconds].TryGetNumber(out var seconds) ? $" after {Seconds(seconds)}" : "";
        var found = e.Attributes[AttributeNames.Reconciled].TryGetBoolean(out var reconciled) && reconciled
            ? " (found later by comparing states)"
            : "";
        return $"{Name(e)} ended with exit code {Text(e, AttributeNames.ExitCode)}{ran}{found}";
    }

    private static string Health(DockerEvent e)
    {
        var output = e.Attributes[AttributeNames.HealthOutput] is { HasValue: true } text ? $": {text}" : "";
        var code = e.Attributes[AttributeNames.HealthExitCode] is { HasValue: true } exit ? $", probe exit code {exit}" : "";
        return $"{Name(e)} became {Text(e, AttributeNames.HealthStatus)}{code}{output}";
    }

    private static string Name(DockerEvent e) => e.Subject.Name.Length > 0 ? e.Subject.Name : e.Subject.Id;

    private static string Text(DockerEvent e, string name) =>
        e.Attributes[name] is { HasValue: true } value ? value.ToString() : "(not known)";

    private static EvidenceLine Line(DockerEvent e, string source, string text) => new(e.Time, source, text);
}
