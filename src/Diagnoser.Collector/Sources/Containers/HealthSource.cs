using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>Adds to a change of health what the probes said.</summary>
internal static class HealthSource
{
    public static DockerEvent Enrich(DockerEvent made, ContainerSnapshot snapshot, string status, LogTailReading? logs)
    {
        var evidence = new List<Contracts.Evidence>(HealthFindings.Evidence(snapshot));
        var missing = new List<MissingEvidence>(made.Missing);
        if (status == "unhealthy")
        {
            evidence.Add(new Contracts.Evidence(EvidenceKinds.Inspect, snapshot.ReadAt, snapshot.Root));
        }

        if (logs is { Evidence: { } lines })
        {
            evidence.Add(lines);
        }
        else if (logs is { Missing: { } why })
        {
            missing.Add(why);
        }

        return made with { Attributes = made.Attributes.With(HealthFindings.Attributes(snapshot, status)), Evidence = evidence, Missing = missing };
    }
}
