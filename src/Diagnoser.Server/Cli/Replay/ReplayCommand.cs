using System.CommandLine;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Rules;

namespace Diagnoser.Server.Cli.Replay;

/// <summary><c>diagnoser replay FILE|-</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Recorded events, one JSON object a line; - reads stdin. A file that cannot be read is exit code 3.",
        };
        var json = Options.Json();
        var runbooks = Options.Runbooks();
        var command = new DocumentedCommand(
            "replay",
            "Runs recorded events through the rules at full speed, on event time. Takes own event lines and raw lines of docker events. "
            + "Damaged lines are skipped, named with their line number, and make the exit code 1.",
            new Example("docker events --since 1h --until 0s --format '{{json .}}' | diagnoser replay -", "what happened here in the last hour"),
            new Example("diagnoser replay incident.jsonl --json", "an incident recorded with diagnoser record"))
        {
            file, json, runbooks,
        };
        command.SetAction((result, cancellationToken) =>
            RunAsync(result.GetValue(file)!, result.GetValue(runbooks), result.GetValue(json), surroundings, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string file, string? runbooks, bool json, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var rules = RunbookFolders.Load(runbooks, surroundings);
        await using var stream = RecordingFile.Open(file, "replay", surroundings);
        var damage = new DamageLog(file == "-" ? "stdin" : file, surroundings);
        var replay = new Replayer(new DiagnosisEngine(rules), new Output.Report(surroundings.Printer(json)), damage, surroundings.Clock);
        try
        {
            await replay.RunAsync(stream, cancellationToken);
        }
        catch (IOException problem)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be read: {problem.Message}");
        }

        damage.Close();
        surroundings.Error.WriteLine(replay.Summary());
        return damage.Count > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }
}
