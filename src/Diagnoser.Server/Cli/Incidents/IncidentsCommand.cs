using System.CommandLine;
using Diagnoser.Server.Incidents;

namespace Diagnoser.Server.Cli.Incidents;

/// <summary><c>diagnoser incidents list|show|ack|resolve</c>.</summary>
internal static class IncidentsCommand
{
    public static Command Create(Surroundings surroundings) => new DocumentedCommand(
        "incidents",
        "What is wrong now, what was, and who takes care of it.",
        new Example("diagnoser incidents list", "what is not resolved"),
        new Example("diagnoser incidents show 3f2a", "everything about one; the first digits of its id are enough"),
        new Example("diagnoser incidents ack 3f2a", "say that you have it"))
    {
        List(surroundings),
        Show(surroundings),
        Acknowledge(surroundings),
        Resolve(surroundings),
    };

    private static DocumentedCommand List(Surroundings surroundings)
    {
        var (access, json) = (new AccessOptions(), Options.Json());
        var all = new Option<bool>("--all") { Description = "The resolved ones as well." };
        var resolved = new Option<bool>("--resolved") { Description = "The resolved ones only." };
        var stack = new Option<string?>("--stack") { Description = "Only those of this compose project or Swarm stack.", HelpName = "STACK" };
        var since = Options.Duration("--since", "Only those that failed within this time: 30m, 24h.");
        var limit = Options.Number("--limit", "At most so many, the newest.", IncidentRequest.UsualLimit, IncidentRequest.MostLimit);
        var command = new DocumentedCommand(
            "list",
            "Lists incidents, the newest first: those that are not resolved.",
            new Example("diagnoser incidents list", "what is not resolved"),
            new Example("diagnoser incidents list --all --since 24h --stack shop", "a stack's last day"),
            new Example("diagnoser incidents list --json --server http://diagnoser:8080", "from a server, for programs"))
        {
            all, resolved, stack, since, limit, json,
        };
        access.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetValue(resolved))
            {
                result.AddError("--all has the resolved ones in it: give either --all or --resolved");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            await using var open = await OpenAccess.OpenAsync(access.Of(result), surroundings, cancellationToken);
            var request = new IncidentRequest
            {
                Status = result.GetValue(all) ? IncidentSelection.All : result.GetValue(resolved) ? IncidentSelection.Resolved : IncidentSelection.Active,
                Stack = result.GetValue(stack),
                From = result.GetValue(since) is { } ago ? surroundings.Clock.GetUtcNow() - ago : null,
                Limit = result.GetValue(limit),
            };
            return new IncidentList(surroundings, result.GetValue(json)).Write(request, await open.Incidents.ListAsync(request, cancellationToken));
        });
        return command;
    }

    private static DocumentedCommand Show(Surroundings surroundings)
    {
        var (access, id, json) = (new AccessOptions(), Id(), Options.Json());
        var command = new DocumentedCommand(
            "show",
            "Shows one incident: its root with evidence and fixes, its symptoms and why they belong to it, who has it, who was told.",
            new Example("diagnoser incidents show 3f2a", "the first digits of its id are enough"))
        {
            id, json,
        };
        access.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var choice = access.Of(result);
            await using var open = await OpenAccess.OpenAsync(choice, surroundings, cancellationToken);
            var incident = await open.Incidents.FindAsync(result.GetValue(id)!, cancellationToken);
            if (result.GetValue(json))
            {
                surroundings.WriteJson(incident);
            }
            else
            {
                new IncidentPage(surroundings.Out, surroundings.Paint).Write(
                    incident, await open.Incidents.NotifiersAsync(incident.Id, cancellationToken), choice.Repeated());
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static DocumentedCommand Acknowledge(Surroundings surroundings)
    {
        var (access, id, by, json) = (new AccessOptions(), Id(), By(), Options.Json());
        var command = new DocumentedCommand(
            "ack",
            "Says that you have it: everybody who was told of it sees that. Whoever was first has it.",
            new Example("diagnoser incidents ack 3f2a", "as yourself"),
            new Example("diagnoser incidents ack 3f2a --by ann", "for somebody else"))
        {
            id, by, json,
        };
        access.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var person = surroundings.Person(result.GetValue(by));
            await using var open = await OpenAccess.OpenAsync(access.Of(result), surroundings, cancellationToken);
            var incident = await open.Incidents.AcknowledgeAsync(result.GetValue(id)!, person, cancellationToken);
            return new IncidentChangeLine(surroundings, result.GetValue(json)).Acknowledged(incident, person);
        });
        return command;
    }

    private static DocumentedCommand Resolve(Surroundings surroundings)
    {
        var (access, id, by, json) = (new AccessOptions(), Id(), By(), Options.Json());
        var why = new Option<string?>("--why") { Description = "Why it is over; stands in the timeline.", HelpName = "TEXT" };
        var command = new DocumentedCommand(
            "resolve",
            "Says that it is over, for good. If it returns, that is a new incident which names this one.",
            new Example("diagnoser incidents resolve 3f2a --why 'limit raised to 1 GiB'", "with the reason"))
        {
            id, by, why, json,
        };
        access.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var person = surroundings.Person(result.GetValue(by));
            await using var open = await OpenAccess.OpenAsync(access.Of(result), surroundings, cancellationToken);
            var incident = await open.Incidents.ResolveAsync(result.GetValue(id)!, person, result.GetValue(why), cancellationToken);
            return new IncidentChangeLine(surroundings, result.GetValue(json)).Resolved(incident, person);
        });
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "The incident's id; its first digits are enough, four at least." };

    private static Option<string?> By() => new("--by") { Description = "Who does it. Default: $USER, else whom the system takes you for.", HelpName = "NAME" };

    private static string Person(this Surroundings surroundings, string? given) =>
        given ?? (surroundings.Variable("USER") is { Length: > 0 } user ? user : surroundings.UserName);
}
