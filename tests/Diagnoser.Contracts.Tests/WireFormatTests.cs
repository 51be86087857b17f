using System.Text.Json;
using Diagnoser.Contracts.Tests.Support;

namespace Diagnoser.Contracts.Tests;

/// <summary>The approved JSON of whole records. A change here is a change for everybody who reads our lines.</summary>
public sealed class WireFormatTests
{
    private static readonly ContractsJson Indented = new(new JsonSerializerOptions(ContractsJson.Default.Options) { WriteIndented = true });

    [Fact]
    public void An_event_looks_as_approved() => AssertApproved("event.json", JsonSerializer.Serialize(Some.Event(), Indented.DockerEvent));

    [Fact]
    public void A_diagnosis_looks_as_approved() => AssertApproved("diagnosis.json", JsonSerializer.Serialize(Some.Diagnosis(), Indented.Diagnosis));

    [Fact]
    public void A_blind_window_looks_as_approved() => AssertApproved("blind-window.json", JsonSerializer.Serialize(Some.BlindWindow(), Indented.BlindWindow));

    [Fact]
    public void An_incident_looks_as_approved() => AssertApproved("incident.json", JsonSerializer.Serialize(Some.Incident(), Indented.Incident));

    [Fact]
    public void A_timeline_entry_looks_as_approved() => AssertApproved("timeline-entry.json", JsonSerializer.Serialize(Some.TimelineEntry(), Indented.TimelineEntry));

    [Fact]
    public void Messages_on_the_bus_look_as_approved()
    {
        AssertApproved("diagnosis-concluded.json", JsonSerializer.Serialize(new DiagnosisConcluded(Some.Diagnosis(), "00-a-b-01"), Indented.DiagnosisConcluded));
        AssertApproved("incident-changed.json", JsonSerializer.Serialize(new IncidentChanged(Some.Incident(), IncidentChange.Rose, "00-a-b-01"), Indented.IncidentChanged));
    }

    private static void AssertApproved(string file, string json)
    {
        var received = json.ReplaceLineEndings("\n") + "\n";
        var folder = Path.Combine(AppContext.BaseDirectory, "Approved");
        var approval = Path.Combine(folder, file);
        var approved = File.Exists(approval) ? File.ReadAllText(approval).ReplaceLineEndings("\n") : "";
        if (received != approved)
        {
            var path = Path.Combine(folder, file + ".received");
            File.WriteAllText(path, received);
            Assert.Fail($"{file} differs; if that is meant, approve {path} by copying it over Approved/{file}:\n{received}");
        }
    }
}
