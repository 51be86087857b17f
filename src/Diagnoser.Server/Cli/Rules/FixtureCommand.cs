using System.CommandLine;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Cli.Incidents;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Cli.Rules.Fixtures;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules fixture</c>.</summary>
internal static class FixtureCommand
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    public static Command Create(Surroundings surroundings)
    {
        var (store, runbooks) = (new StoreOptions(), Options.Runbooks());
        var incident = new Option<string?>("--incident") { Description = "The events behind this incident; the first digits of its id are enough.", HelpName = "ID" };
        var container = new Option<string?>("--container") { Description = "The events of this container, by its name or the first digits of its id.", HelpName = "NAME" };
        var from = Options.Time("--from", "Since when, with --container. Default: an hour before the end.", surroundings.Clock);
        var to = Options.Time("--to", "Until when, with --container. Default: now.", surroundings.Clock);
        var anonymize = new Option<bool>("--anonymize")
        {
            Description = "Give hosts, containers, services, images, labels, addresses and the words of logs made-up names, the same ones everywhere. Words that the rules look for stay.",
        };
        var shift = new Option<bool>("--shift-times") { Description = "Move all times so that the first event is at 2026-01-01T00:00:00Z." };
        var command = new DocumentedCommand(
            "fixture",
            "Writes the events behind an incident, or of a container, as a recording for a rule's test, without secrets; and says whether the rules conclude the same from it. An incident or container that the store does not have is exit code 2.",
            new Example("diagnoser rules fixture --incident 3f2a > db-oom.jsonl", "what the diagnoses of an incident rest on"),
            new Example("diagnoser rules fixture --incident 3f2a --anonymize --shift-times > db-oom.jsonl", "fit to be given away"),
            new Example("diagnoser rules fixture --container shop-db-1 --from 12:00 --to 12:30 > db.jsonl", "half an hour of a container"))
        {
            incident, container, from, to, anonymize, shift, runbooks,
        };
        store.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(incident) is null == result.GetResult(container) is null)
            {
                result.AddError("say which events: give either --incident ID, or --container NAME with --from and --to");
            }
            else if (result.GetResult(incident) is not null && (result.GetResult(from) ?? result.GetResult(to)) is not null)
            {
                result.AddError("--from and --to go with --container: an incident knows its time");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var rules = RunbookFolders.Load(result.GetValue(runbooks), surroundings);
            await using var open = await OpenAccess.StoreAsync(store.Of(result), surroundings, cancellationToken);
            var source = new FixtureEvents(open, rules);
            IReadOnlyList<DockerEvent> events;
            IReadOnlyList<Diagnosis> diagnoses = [];
            if (result.GetValue(incident) is { } id)
            {
                diagnoses = await DiagnosesAsync(open, id, surroundings, cancellationToken);
                events = await source.OfAsync(diagnoses, cancellationToken);
            }
            else
            {
                var end = result.GetValue(to) ?? surroundings.Clock.GetUtcNow();
                var begin = result.GetValue(from) ?? end - Usual;
                Options.InOrder(result, (from, begin), (to, end));
                events = await source.OfAsync(result.GetValue(container)!, begin, end, cancellationToken);
            }

            return Write(events, diagnoses, rules, new ScrubOptions(result.GetValue(anonymize), result.GetValue(shift)), surroundings);
        });
        return command;
    }

    // The newest word on each is in the store; what the incident has of them may be older.
    private static async Task<IReadOnlyList<Diagnosis>> DiagnosesAsync(IStore store, string id, Surroundings surroundings, CancellationToken cancellationToken)
    {
        using var outbox = new Signal();
        var access = new StoreAccess(store, new IncidentKeeper(store, outbox, surroundings.Clock), surroundings.Clock);
        var incident = await access.FindAsync(id, cancellationToken);
        var members = await store.DiagnosesAsync(new DiagnosisQuery { IncidentId = incident.Id }, cancellationToken);
        return members.Count > 0 ? members : [incident.Root];
    }

    private static int Write(IReadOnlyList<DockerEvent> events, IReadOnlyList<Diagnosis> diagnoses, RuleSet rules, ScrubOptions options, Surroundings surroundings)
    {
        var scrub = new EventScrub(events, rules, options);
        var wanted = diagnoses.Where(d => d.HiddenBy is null || d.HiddenBy == d.Rule).Select(d => new Conclusion(d.Rule, scrub.Name(d.Subject.Name)!)).Distinct().ToList();
        var fixture = Fixture.Make(events, scrub, rules, wanted);
        var printer = new JsonPrinter(surroundings.Out);
        foreach (var dockerEvent in fixture.Events)
        {
            printer.Line(dockerEvent, ContractsJson.Default.DockerEvent);
        }

        surroundings.Tell($"{Report.Count(events.Count, "event")}, secrets redacted{(options.Anonymize ? ", names made up" : "")}{(fixture.Judged ? "; with their verdicts, which the events alone do not give" : "")}");
        foreach (var lacking in fixture.Lacks(wanted))
        {
            surroundings.Tell($"these rules do not conclude from it what is stored: {lacking.Rule} about {lacking.Subject}");
        }

        var shown = fixture.Diagnoses.Where(d => d.HiddenBy is null).ToList();
        surroundings.Tell(shown.Count == 0
            ? "no rule concludes anything from it; a test of that beside the rule's file: tests: [{ name: …, recording: FILE.jsonl, expect: none }]"
            : "put it beside the file of a rule and make it a test:");
        foreach (var group in shown.GroupBy(d => d.Rule))
        {
            var expect = string.Join(", ", group.Select(Expectation));
            surroundings.Error.WriteLine(TerminalText.Line($"  {group.Key}: tests: [{{ name: …, recording: FILE.jsonl, expect: [{expect}] }}]", TerminalText.RuleTextLimit));
        }

        return ExitCodes.Done;
    }

    private static string Expectation(Diagnosis diagnosis) => diagnosis.Subject is { Kind: Subject.Container, Name: { Length: > 0 } name }
        ? $"{{ container: {Quoted(name)} }}"
        : $"{{ host: {Quoted(diagnosis.Host.Name)} }}";

    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && char.IsAsciiLetter(name[0]) ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
