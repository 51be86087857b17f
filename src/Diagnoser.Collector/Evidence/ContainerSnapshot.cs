using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>A container as inspect showed it at an instant, secrets removed.</summary>
internal sealed class ContainerSnapshot
{
    private static readonly string[] EngineAttributes = ["exitCode", "execDuration", "signal", "execID"];

    public ContainerSnapshot(JsonElement redacted, DateTimeOffset readAt)
    {
        Root = redacted;
        ReadAt = readAt;
        Id = redacted.Text("Id") ?? "";
        Name = (redacted.Text("Name") ?? "").TrimStart('/');
        Image = redacted.Text("Config", "Image") ?? "";
        Labels = redacted.At("Config", "Labels") is { ValueKind: JsonValueKind.Object } labels
            ? labels.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String).ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal)
            : [];
        Service = ServiceNaming.Of(Labels, Name, Image);
        ForgedAttributes = [.. EngineAttributes.Where(Labels.ContainsKey)];
    }

    /// <summary>The engine's own JSON without secrets.</summary>
    public JsonElement Root { get; }

    public DateTimeOffset ReadAt { get; }

    /// <summary>Tells the health check's command line, see <see cref="ProbeCommand"/>; null if there is none.</summary>
    public string? ProbeDigest { get; init; }

    public string Id { get; }

    public string Name { get; }

    public string Image { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public ServiceName Service { get; }

    /// <summary>Labels that overwrite what the engine says in its events (catalogue fact F9).</summary>
    public IReadOnlyList<string> ForgedAttributes { get; }

    public Subject Subject => new(Subject.Container, Id, Name);

    public DateTimeOffset? Created => Root.Time("Created");

    public DateTimeOffset? StartedAt => Root.Time("State", "StartedAt");

    public DateTimeOffset? FinishedAt => Root.Time("State", "FinishedAt");

    /// <summary>True while a process runs; the engine's own flag stays true while it waits to restart.</summary>
    public bool IsAlive => Root.Boolean("State", "Running") == true && !IsRestarting;

    public bool IsRestarting => Root.Boolean("State", "Restarting") == true;

    public long ExitCode => Root.Integer("State", "ExitCode") ?? 0;

    public bool OomKilled => Root.Boolean("State", "OOMKilled") == true;

    public string Error => Root.Text("State", "Error") ?? "";

    public int Pid => (int)(Root.Integer("State", "Pid") ?? 0);

    public long RestartCount => Root.Integer("RestartCount") ?? 0;

    public bool AutoRemove => Root.Boolean("HostConfig", "AutoRemove") == true;

    public bool IsTerminal => Root.Boolean("Config", "Tty") == true;

    public long MemoryLimit => Root.Integer("HostConfig", "Memory") ?? 0;

    public string HealthStatus => Root.Text("State", "Health", "Status") ?? "";
}
