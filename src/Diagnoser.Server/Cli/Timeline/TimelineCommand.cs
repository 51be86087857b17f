using System.CommandLine;
using Diagnoser.Server.Cli.Incidents;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Cli.Timeline;

/// <summary><c>diagnoser timeline</c>.</summary>
internal static class TimelineCommand
{
    private const string Markdown = "md";
    private const string Lines = "json";

    public static Command Create(Surroundings surroundings)
    {
        var (access, json) = (new AccessOptions(), Options.Json());
        var incident = new Option<string?>("--incident") { Description = "The timeline of this incident; the first digits of its id are enough.", HelpName = "ID" };
        var stack = new Option<string?>("--stack") { Description = "The timeline of this compose project or Swarm stack.", HelpName = "STACK" };
        var service = new Option<string?>("--service") { Description = "The timeline of this service.", HelpName = "SERVICE" };
        var host = new Option<string?>("--host") { Description = "The timeline of the host with this id or name.", HelpName = "HOST" };
        var from = Options.Time("--from", "Since when. Default: a little before the incident, else an hour ago.", surroundings.Clock);
        var to = Options.Time("--to", "Until when. Default: a little after the incident was over, else now.", surroundings.Clock);
        var limit = Options.Number("--limit", "At most so many entries, the newest.", TimelineRequest.UsualLimit, TimelineRequest.MostLimit);
        var hidden = new Option<bool>("--hidden") { Description = "Diagnoses that are not shown as well, such as those of experimental rules; each says what hides it." };
        var format = Format();
        var output = new Option<string?>("--output") { Description = "Write to this file instead; an existing file is replaced.", HelpName = "FILE" };
        var command = new DocumentedCommand(
            "timeline",
            "What happened to an incident, or to a stack, service or host: events, diagnoses, messages, people's actions; for a postmortem.",
            new Example("diagnoser timeline --incident 3f2a --output postmortem.md", "the raw material of a postmortem"),
            new Example("diagnoser timeline --stack shop --from 2h", "what a stack went through"),
            new Example("diagnoser timeline --stack shop --service db --from 12:00 --to 12:30 --json", "half an hour of a service, for programs"))
        {
            incident, stack, service, host, from, to, limit, hidden, format, output, json,
        };
        access.AddTo(command);
        command.Validators.Add(result =>
        {
            var scopes = new Option[] { stack, service, host }.Where(o => result.GetResult(o) is not null).Select(o => o.Name).ToList();
            if (result.GetResult(incident) is not null && scopes.Count > 0)
            {
                result.AddError($"--incident knows its stack, service and hosts: give either --incident, or {string.Join(", ", scopes)}");
            }
            else if (result.GetResult(incident) is null && scopes.Count == 0)
            {
                result.AddError("say whose timeline: give --incident ID, or one or more of --stack STACK, --service SERVICE, --host HOST");
            }

            if (result.GetValue(json) && result.GetValue(format) == Markdown)
            {
                result.AddError("--json is --format json: give one of them");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var request = new TimelineRequest
            {
                Incident = result.GetValue(incident),
                Stack = result.GetValue(stack),
                Service = result.GetValue(service),
                Host = result.GetValue(host),
                From = result.GetValue(from),
                To = result.GetValue(to),
                Limit = result.GetValue(limit),
                WithHidden = result.GetValue(hidden),
            };
            await using var open = await OpenAccess.OpenAsync(access.Of(result), surroundings, cancellationToken);
            var answer = await open.Incidents.TimelineAsync(request, cancellationToken);
            var asLines = result.GetValue(json) || result.GetValue(format) == Lines;
            await new TimelineOutput(surroundings, asLines).WriteAsync(request, answer, result.GetValue(output));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<string?> Format() => new("--format")
    {
        Description = $"{Markdown} (Markdown, the default) or {Lines} (one object a line).",
        HelpName = $"{Markdown}|{Lines}",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (text is not (Markdown or Lines))
            {
                result.AddError($"--format: '{text}' is not one of {Markdown}, {Lines}");
            }

            return text;
        },
    };
}
