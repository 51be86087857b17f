using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>What a container's checks look at: its inspect, and how its engine is set up.</summary>
/// <param name="Snapshot">The container.</param>
/// <param name="Engine">The engine's <c>/info</c>.</param>
internal sealed record ContainerSettings(ContainerSnapshot Snapshot, JsonElement Engine)
{
    public JsonElement Root => Snapshot.Root;

    /// <summary>What is mounted in it.</summary>
    public IEnumerable<Mounted> Mounts =>
        Root.Items("Mounts").Select(mount => new Mounted(mount.Text("Type") ?? "", mount.Text("Name"), Clean(mount.Text("Source")), Clean(mount.Text("Destination")), mount.Boolean("RW") != false));

    /// <summary>What it publishes, whether it runs or not.</summary>
    public IEnumerable<Published> Ports
    {
        get
        {
            foreach (var port in Root.At("HostConfig", "PortBindings") is { ValueKind: JsonValueKind.Object } ports ? ports.EnumerateObject() : default)
            {
                var number = int.TryParse(port.Name.Split('/')[0], System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
                foreach (var binding in port.Value.Items())
                {
                    yield return new Published(binding.Text("HostIp") ?? "", binding.Text("HostPort") ?? "", number, port.Name);
                }
            }
        }
    }

    /// <summary>A text of <c>HostConfig</c>; empty if it is not set.</summary>
    public string Host(string name) => Root.Text("HostConfig", name) ?? "";

    /// <summary>True if <c>HostConfig</c> has this set.</summary>
    public bool Has(string name) => Root.Boolean("HostConfig", name) == true;

    /// <summary>A number of <c>HostConfig</c>; 0 if it is not set.</summary>
    public long Number(string name) => Root.Integer("HostConfig", name) ?? 0;

    /// <summary>True if one of the engine's security options begins so, as in <c>name=userns</c>.</summary>
    public bool EngineHas(string option) => Engine.Texts("SecurityOptions").Any(text => text.StartsWith(option, StringComparison.Ordinal));

    /// <summary>A security option of the container, of either spelling; null if it is not given.</summary>
    public string? Option(string name) =>
        Root.Texts("HostConfig", "SecurityOpt")
            .Where(text => text.StartsWith(name, StringComparison.Ordinal) && (text.Length == name.Length || text[name.Length] is '=' or ':'))
            .Select(text => text.Length == name.Length ? "" : text[(name.Length + 1)..])
            .FirstOrDefault();

    // The engine keeps paths as they were given.
    private static string Clean(string? path) => path is null or "/" ? path ?? "" : path.TrimEnd('/');
}

/// <summary>Something that is mounted in a container.</summary>
internal readonly record struct Mounted(string Type, string? Name, string Source, string Destination, bool IsWritable);

/// <summary>A port that a container publishes.</summary>
/// <param name="Address">Where; empty for all addresses.</param>
/// <param name="HostPort">The host's port; empty for any.</param>
/// <param name="Port">The container's.</param>
/// <param name="Name">The container's with the protocol.</param>
internal readonly record struct Published(string Address, string HostPort, int Port, string Name)
{
    /// <summary>True if whoever reaches the host reaches it.</summary>
    public bool IsEverywhere => Address is "" or "0.0.0.0" or "::" or "[::]";
}
