using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>A container as inspect showed it at an instant, secrets removed.</summary>
internal sealed class ContainerSnapshot
{
    private const long ManyRestarts = 10;

    private static readonly string[] EngineAttributes = ["exitCode", "execDuration", "signal", "execID"];

    // What people and orchestrators decide; the rest of inspect is state.
    private static readonly string[] Decided = ["Name", "Image", "Path", "Args", "Config", "HostConfig", "Mounts", "AppArmorProfile"];

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

    /// <summary>True if its restart policy has started it so often that something is wrong.</summary>
    public bool IsRestartedOften => RestartCount >= ManyRestarts;

    /// <summary>A hash over all that is decided and not state: as long as it is the same, nothing is configured differently. The other way round does not hold.</summary>
    public long ConfigurationMark { get => field != 0 ? field : field = Mark(); }

    public string HealthStatus => Root.Text("State", "Health", "Status") ?? "";

    private long Mark()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Decided)
        {
            Append(hash, Root.At(name));
        }

        foreach (var network in Root.At("NetworkSettings", "Networks") is { ValueKind: JsonValueKind.Object } networks ? networks.EnumerateObject() : default)
        {
            hash.AppendData(JsonMarshal.GetRawUtf8PropertyName(network));
            Append(hash, network.Value.At("IPAMConfig"));
        }

        hash.AppendData([IsAlive ? (byte)1 : (byte)0, IsRestartedOften ? (byte)1 : (byte)0]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64LittleEndian(digest);
    }

    private static void Append(IncrementalHash hash, JsonElement? element)
    {
        if (element is { } known)
        {
            hash.AppendData(JsonMarshal.GetRawUtf8Value(known));
        }

        hash.AppendData([0]);
    }
}
