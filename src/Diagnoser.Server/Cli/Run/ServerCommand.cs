using System.CommandLine;
using Diagnoser.Server.Hosting;

namespace Diagnoser.Server.Cli.Run;

/// <summary><c>diagnoser server</c>: for several hosts, behind a broker.</summary>
internal static class ServerCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var roles = new Option<IReadOnlyList<string>>("--roles")
        {
            Description = $"What this process does, separated by commas: {string.Join(", ", RoleNames.All)}. Default: all of it.",
            HelpName = "ROLES",
            DefaultValueFactory = _ => RoleNames.All,
            CustomParser = result =>
            {
                var names = result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
                if (names.FirstOrDefault(n => !RoleNames.All.Contains(n)) is { } unknown)
                {
                    result.AddError($"--roles: there is no role '{unknown}'; allowed: {string.Join(", ", RoleNames.All)}");
                }
                else if (names.Count == 0)
                {
                    result.AddError($"--roles: name at least one of {string.Join(", ", RoleNames.All)}");
                }

                return names;
            },
        };
        var config = Options.Config();
        var runbooks = Options.Runbooks();
        var data = new Option<string?>("--data") { Description = "Folder of the SQLite store, where no PostgreSQL is configured.", HelpName = "DIR" };
        var http = Options.Http();
        var command = new DocumentedCommand(
            "server",
            "Takes the events of all collectors from RabbitMQ, finds out what happened, tells people and answers questions, until it is stopped. "
            + "Any number of processes may share the work.",
            new Example("diagnoser server", "everything in one process"),
            new Example("diagnoser server --roles correlate", "one of several that share the hosts"),
            new Example("diagnoser server --roles incident,notify,serve --http 0.0.0.0:8080", "the rest, for people"))
        {
            roles, config, runbooks, data, http,
        };
        command.SetAction((result, cancellationToken) => new ServerSession(
            new ServerOptions(result.GetValue(roles)!)
            {
                Config = result.GetValue(config),
                Runbooks = result.GetValue(runbooks),
                Data = result.GetValue(data),
                Http = result.GetValue(http),
            },
            surroundings).RunAsync(cancellationToken));
        return command;
    }
}
