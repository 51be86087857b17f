using System.Security.Cryptography;
using System.Text;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>What stays of a container when it is made anew.</summary>
/// <param name="Key">Its place in a compose project or Swarm service, else its name; at most 256 characters.</param>
/// <param name="IsShared">True if any number of containers can have it, such as those whose names the engine made up: they do not follow one another.</param>
internal readonly record struct ContainerIdentity(string Key, bool IsShared)
{
    private const int Longest = 256;
    private const string Compose = "com.docker.compose.";
    private const string Swarm = "com.docker.swarm.";

    /// <summary>True if the container's name says nothing of who it is: orchestrators choose it.</summary>
    public bool IsOrchestrated => !IsShared && !Key.StartsWith("name/", StringComparison.Ordinal);

    public static ContainerIdentity Of(ContainerSnapshot snapshot)
    {
        var labels = snapshot.Labels;
        if (labels.GetValueOrDefault(Swarm + "service.name") is { Length: > 0 } service && Slot(service, labels.GetValueOrDefault(Swarm + "task.name")) is { } slot)
        {
            return new(Cut($"swarm/{service}/{slot}"), false);
        }

        if (labels.GetValueOrDefault(Compose + "service") is { Length: > 0 } composed)
        {
            var project = labels.GetValueOrDefault(Compose + "project");
            return string.Equals(labels.GetValueOrDefault(Compose + "oneoff"), "true", StringComparison.OrdinalIgnoreCase)
                ? new(Cut($"run/{project}/{composed}"), true)
                : new(Cut($"compose/{project}/{composed}/{labels.GetValueOrDefault(Compose + "container-number")}"), false);
        }

        return ServiceNaming.IsMadeUp(snapshot.Name) ? new(Cut($"image/{snapshot.Image}"), true) : new(Cut($"name/{snapshot.Name}"), false);
    }

    // web.3.y1bx… is the third task of web; web.x0zs….y1bx… the one of that node.
    private static string? Slot(string service, string? task) =>
        task is not null && task.StartsWith(service + ".", StringComparison.Ordinal) && task.LastIndexOf('.') is var end && end > service.Length
            ? task[(service.Length + 1)..end]
            : null;

    private static string Cut(string key) =>
        key.Length <= Longest ? key : $"{key[..(Longest - 65)]}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}
