using System.CommandLine;

namespace Diagnoser.Server.Cli.Up;

/// <summary><c>diagnoser up</c>.</summary>
internal static class UpCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var docker = Options.Docker();
        var runbooks = Options.Runbooks();
        var json = Options.Json();
        var data = new Option<string?>("--data")
        {
            Description = "Folder to keep events and diagnoses in. Default: $XDG_STATE_HOME/diagnoser or ~/.local/state/diagnoser.",
            HelpName = "DIR",
        };
        var http = Options.Http();
        var onceIdle = Options.Duration("--once-idle", "End after this long without events, for scripts: 500ms, 10s, 5m.");
        var demo = new Option<bool>("--demo") { Description = "Replay the recorded incident that came with the program; watches nothing." };
        var quiet = new Option<bool>("--quiet") { Description = "Print diagnoses only: no start lines, no line for ends that need nobody." };
        var command = new DocumentedCommand(
            "up",
            "Watches this machine's Docker engine and says why containers die, until Ctrl-C. Without an engine, and without --docker, "
            + "it shows a recorded incident instead.",
            new Example("diagnoser up", "watch the local engine"),
            new Example("diagnoser up --docker tcp://web-3:2375 --json", "watch another engine, for programs"),
            new Example("diagnoser up --once-idle 10s --json > ends.jsonl", "end when nothing has happened for 10 seconds"),
            new Example("diagnoser up --demo", "see it work without Docker"))
        {
            docker, runbooks, data, http, json, onceIdle, demo, quiet,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(demo) && result.GetResult(docker) is not null)
            {
                result.AddError("--demo watches nothing: give either --demo or --docker");
            }
        });
        command.SetAction((result, cancellationToken) => new UpSession(
            new UpOptions
            {
                Docker = result.GetValue(docker),
                Runbooks = result.GetValue(runbooks),
                Data = result.GetValue(data),
                Http = result.GetValue(http),
                Json = result.GetValue(json),
                OnceIdle = result.GetValue(onceIdle),
                Demo = result.GetValue(demo),
                Quiet = result.GetValue(quiet),
            },
            surroundings).RunAsync(cancellationToken));
        return command;
    }
}
