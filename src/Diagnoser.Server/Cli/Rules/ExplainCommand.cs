using System.CommandLine;
using Diagnoser.Engine.Rules.Explaining;
using Diagnoser.Server.Cli.Incidents;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Cli.Rules.Explain;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var (store, runbooks, json) = (new StoreOptions(), Options.Runbooks(), Options.Json());
        var rule = new Option<string>("--rule") { Description = "The rule's id.", HelpName = "ID", Required = true };
        var events = new Option<string?>("--event")
        {
            Description = "Recorded events, one JSON object a line, as replay takes them; - reads stdin.",
            HelpName = "FILE",
        };
        var container = new Option<string?>("--container")
        {
            Description = "Name of a container, or the first digits of its id: look at what the store has of it and its host.",
            HelpName = "NAME",
        };
        var at = Options.Time("--at", "The moment to look around, by the rule's windows. Default: now.", surroundings.Clock);
        var command = new DocumentedCommand(
            "explain",
            "Says why a rule fired or did not: what each selection saw, how far the correlation came, what became of the diagnosis.",
            new Example("diagnoser rules explain --rule oom-killed-memory-limit --event incident.jsonl", "with recorded events"),
            new Example("docker events --since 1h --until 0s --format '{{json .}}' | diagnoser rules explain --rule crash-loop-app-error --event -", "with what happened here in the last hour"),
            new Example("diagnoser rules explain --rule oom-killed-memory-limit --container shop-db-1 --at 12:00", "with what the store has of a container"))
        {
            rule, events, container, at, runbooks, json,
        };
        store.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(events) is null == result.GetResult(container) is null)
            {
                result.AddError("say which events: give either --event FILE, or --container NAME with --at TIME");
            }
            else if (result.GetResult(events) is not null && result.GetResult(at) is not null)
            {
                result.AddError("--at goes with --container: a file is looked at as a whole");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var rules = RunbookFolders.Load(result.GetValue(runbooks), surroundings);
            var subject = new ExplainedRule(rules, RuleChoice.Find(rules, result.GetValue(rule)!));
            if (result.GetValue(events) is { } file)
            {
                var damage = new DamageLog(file == "-" ? "stdin" : file, surroundings);
                var explanation = subject.OfRecording(file, damage, surroundings);
                Write(explanation, result.GetValue(json), surroundings);
                damage.Close();
                return damage.Count > 0 ? ExitCodes.Findings : ExitCodes.Done;
            }

            await using var open = await OpenAccess.StoreAsync(store.Of(result), surroundings, cancellationToken);
            var now = surroundings.Clock.GetUtcNow();
            Write(
                await subject.OfContainerAsync(open, result.GetValue(container)!, result.GetValue(at) ?? now, now, cancellationToken),
                result.GetValue(json),
                surroundings);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(RuleExplanation explanation, bool json, Surroundings surroundings)
    {
        if (json)
        {
            new Output.JsonPrinter(surroundings.Out).Line(ExplanationRecord.Of(explanation), ExplainJson.Default.ExplanationRecord);
        }
        else
        {
            new ExplanationPage(surroundings.Out, surroundings.Paint).Write(explanation);
        }
    }
}
