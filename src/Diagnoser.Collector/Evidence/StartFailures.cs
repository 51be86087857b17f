using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Makes the event of a start that failed, from the error that the engine left in the container's state.</summary>
internal sealed class StartFailures(EventFactory factory, LogTail logTail, PortHolders portHolders, TimeProvider clock)
{
    public async Task<DockerEvent> MakeAsync(KnownContainer container, ContainerSnapshot fresh, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var evidence = new List<Contracts.Evidence> { new(EvidenceKinds.Inspect, fresh.ReadAt, fresh.Root) };
        var missing = new List<MissingEvidence>();
        var logs = await logTail.ReadAsync(container.Id, cancellationToken);
        if (logs.Evidence is { } lines)
        {
            evidence.Add(lines);
        }

        if (PortHolders.PortOf(fresh.Error) is { } port)
        {
            var (holder, why) = await portHolders.FindAsync(port.Number, port.Protocol, container.Id, cancellationToken);
            evidence.Add(new Contracts.Evidence(EvidenceKinds.Topology, clock.GetUtcNow(), Topology(holder)));
            if (why is not null)
            {
                missing.Add(why);
            }
        }

        var facts = new KeyValuePair<string, string>[] { new("error", fresh.Error), new("exit", fresh.ExitCode.ToString(CultureInfo.InvariantCulture)) };
        var made = factory.Of(EventTypes.ContainerStartFailed, time, "inspect", container, facts,
        [
            new(AttributeNames.Error, fresh.Error),
            new(AttributeNames.ExitCode, fresh.ExitCode),
        ]);
        return made with { Run = null, Evidence = evidence, Missing = missing };
    }

    private static JsonElement Topology(PortHolder holder)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("port_holder");
            JsonSerializer.Serialize(writer, holder, ContractsJson.Default.PortHolder);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
