using System.CommandLine;
using Diagnoser.Server.Cli.Rules;

namespace Diagnoser.Server.Cli.Why;

/// <summary><c>diagnoser why CONTAINER</c>.</summary>
internal static class WhyCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var container = new Argument<string>("CONTAINER") { Description = "Name, id or the beginning of an id." };
        var docker = Options.Docker();
        var runbooks = Options.Runbooks();
        var json = Options.Json();
        var command = new DocumentedCommand(
            "why",
            "Says why a container died, is unhealthy or will not start, from what can be read now: inspect, logs, kernel log, cgroup and "
            + "the engine's recent events. Needs nothing running beforehand.",
            new Example("diagnoser why api", "the container called api"),
            new Example("diagnoser why 3f1c --json", "for programs"))
        {
            container, docker, runbooks, json,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(container)!, result.GetValue(docker), result.GetValue(runbooks), result.GetValue(json), surroundings, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string container, Uri? docker, string? runbooks, bool json, Surroundings surroundings, CancellationToken cancellationToken)
    {
        // Loading the rules and asking the engine take about as long; the command is typed in a hurry.
        var loading = Task.Run(() => RunbookFolders.Load(runbooks, surroundings), cancellationToken);
        var search = await surroundings.Docker.FindAsync(docker, cancellationToken);
        if (search.Found is not { } endpoint)
        {
            EndpointText.Unreachable(search, surroundings);
            return ExitCodes.Unreachable;
        }

        var examination = await surroundings.Docker.ExamineAsync(endpoint, container, cancellationToken);
        foreach (var notice in examination.Notices)
        {
            surroundings.Tell($"{notice.Source}: {notice.Text}" + (notice.Remedy is null ? "" : $"; {notice.Remedy}"));
        }

        if (examination.Container is null)
        {
            var like = examination.Similar.Count == 0 ? "docker ps -a lists what there is" : $"similar: {string.Join(", ", examination.Similar)}";
            throw CommandFailedException.Unreachable($"there is no container '{container}' on this engine; {like}");
        }

        new Answer(surroundings, json).Give(examination, await loading);
        return ExitCodes.Done;
    }
}
