using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Doctor;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Cli;

/// <summary><c>diagnoser-collector doctor</c>.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(Surroundings surroundings)
    {
        var options = new Options();
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new DocumentedCommand(
            "doctor",
            "Says what a collector with these settings, started by this user, can and cannot see on this host, and the one line that would better each. "
            + "Changes nothing but declares the queues at the broker, as the collector itself does. Exit code 0: all is seen; 1: something is not.",
            new Example("diagnoser-collector doctor", "the local engine, the settings of this machine"),
            new Example("sudo -u diagnoser diagnoser-collector doctor", "as the user who will run it"),
            new Example("docker compose exec collector /app/diagnoser-collector doctor", "in its container"))
        {
            json, options.Docker, options.Data, options.Config,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var settings = options.Load(result, surroundings);
            var findings = new List<Finding>();
            await foreach (var finding in ExamineAsync(settings, surroundings, cancellationToken))
            {
                findings.Add(finding);
                Print(finding, result.GetValue(json), surroundings.Out);
            }

            return findings.Exists(finding => finding.Sight is Sight.Limited or Sight.Blind) ? ExitCodes.NotWell : ExitCodes.Done;
        });
        return command;
    }

    private static async IAsyncEnumerable<Finding> ExamineAsync(
        Settings settings, Surroundings surroundings, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var candidates = DockerEndpoint.Candidates(settings.Uri(CollectorSettings.Docker), surroundings.Sources.Variable);
        var search = await DockerEndpoint.FindAsync(candidates, Patience, cancellationToken);
        yield return EngineExamination.Found(search);
        if (search is { Found: { } found, Identity: { } identity })
        {
            using var client = new EngineClient(found);
            var context = new HostContext(WatchedHost.Of(settings, found), identity);
            context.Met(identity, surroundings.Clock.GetUtcNow());
            yield return await EngineExamination.AccessAsync(client, cancellationToken);
            yield return await EngineExamination.EventsAsync(client, context.EngineTime(surroundings.Clock), cancellationToken);
            yield return await EngineExamination.SwarmAsync(client, cancellationToken);
            var running = await FindRunningAsync(client, surroundings.Clock, cancellationToken);
            foreach (var finding in HostExamination.All(context, running, surroundings.Clock))
            {
                yield return finding;
            }

            if (context.IsLocal)
            {
                yield return await HostExamination.DaemonLogAsync(context, surroundings.Clock, cancellationToken);
            }
        }

        yield return OwnExamination.Data(settings.Text(CollectorSettings.Data) is { } data ? Path.GetFullPath(data) : null);
        yield return await OwnExamination.BrokerAsync(settings.Text(BusSettings.Uri) is null ? null : BusSettings.Broker(settings), cancellationToken);
    }

    private static async Task<ContainerSnapshot?> FindRunningAsync(EngineClient client, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var list = await client.ListAsync(cancellationToken);
            // The oldest: one that has just begun may be gone before it was looked at.
            var id = list.Where(entry => entry.Text("State") == "running").MinBy(entry => entry.Integer("Created") ?? long.MaxValue) is { ValueKind: JsonValueKind.Object } oldest ? oldest.Text("Id") : null;
            using var inspector = new Inspector(client, new Redactor(), clock);
            return id is null ? null : (await inspector.ReadAsync(id, cancellationToken)).Snapshot;
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return null;
        }
    }

    private static void Print(Finding finding, bool asJson, TextWriter writer)
    {
        var sight = finding.Sight.ToString().ToLowerInvariant();
        if (asJson)
        {
            writer.WriteLine(JsonSerializer.Serialize(new FindingLine(finding.What, sight, finding.Text, finding.Fix), DoctorJson.Default.FindingLine));
            return;
        }

        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sight,-8} {finding.What,-12} {Surroundings.Harmless(finding.Text)}"));
        if (finding.Fix is { } fix)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-21} fix: {Surroundings.Harmless(fix)}"));
        }
    }
}
