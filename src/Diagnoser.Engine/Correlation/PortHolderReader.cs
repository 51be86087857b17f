using System.Globalization;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Reads who holds a host port from the topology that came with a failed start.</summary>
internal static class PortHolderReader
{
    /// <summary>The value is the holder's name; <c>kind</c>, <c>pid</c>, <c>container.id</c>, <c>container.name</c> and <c>service.name</c> are its parts.</summary>
    public static EvidenceReading Read(EvidenceSpec spec, DockerEvent dockerEvent, IScope scope)
    {
        if (EvidenceReader.Attached(dockerEvent, EvidenceKinds.Topology, out var why) is not { } topology
            || topology.Data.ValueKind != JsonValueKind.Object
            || !topology.Data.TryGetProperty("port_holder", out var element)
            || element.ValueKind == JsonValueKind.Null)
        {
            return EvidenceReading.Missing(why);
        }

        if (Holder(element) is not { } holder)
        {
            return EvidenceReading.Missing("who holds the port cannot be read");
        }

        var wanted = spec.Port?.Render(scope, RenderTarget.Text).Text;
        if (wanted is not null && wanted != holder.Port.ToString(CultureInfo.InvariantCulture))
        {
            return EvidenceReading.Missing($"who holds port {wanted} was not looked up");
        }

        if (holder.Kind == "unknown")
        {
            return EvidenceReading.Missing($"who holds port {holder.Port} could not be seen; listing processes of other users needs root");
        }

        var text = holder.Kind == "container"
            ? $"{holder.Protocol} port {holder.Port} is held by container {holder.Name}"
            : $"{holder.Protocol} port {holder.Port} is held by process {holder.Name} (pid {holder.Pid?.ToString(CultureInfo.InvariantCulture) ?? "not readable"})";
        return new EvidenceReading(Value.Of(holder.Name), [new EvidenceLine(topology.Time, "topology", text)]) { Parts = PartsOf(holder) };
    }

    // Anybody may have written it.
    private static PortHolder? Holder(JsonElement element)
    {
        try
        {
            return element.Deserialize(ContractsJson.Default.PortHolder);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, Value> PartsOf(PortHolder holder)
    {
        var parts = new Dictionary<string, Value>(StringComparer.Ordinal)
        {
            ["name"] = Value.Of(holder.Name),
            ["kind"] = Value.Of(holder.Kind),
            ["protocol"] = Value.Of(holder.Protocol),
        };
        if (holder.Pid is { } pid)
        {
            parts["pid"] = Value.Of((double)pid);
        }

        if (holder.ContainerId is { } id)
        {
            parts["container.id"] = Value.Of(id);
            parts["container.name"] = Value.Of(holder.Name);
        }

        if (holder.Service is { } service)
        {
            parts["service.name"] = Value.Of(service);
        }

        return parts;
    }
}
