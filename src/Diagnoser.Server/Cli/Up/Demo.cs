using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Cli.Replay;

namespace Diagnoser.Server.Cli.Up;

/// <summary>Shows the job done on the recorded incident that came with the program, where there is nothing to watch.</summary>
internal sealed class Demo(Surroundings surroundings, UpOptions options)
{
    private static readonly string Rule = new('=', 78);

    public async Task<int> RunAsync(RuleSet rules, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(surroundings.ProgramFolder, "Recordings");
        var recordings = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).ToArray() : [];
        if (recordings.Length == 0)
        {
            throw CommandFailedException.Unreachable($"there is no recorded incident in {folder}; install the program with its Recordings folder");
        }

        Banner();
        var damaged = false;
        foreach (var recording in recordings)
        {
            var damage = new DamageLog(recording, surroundings);
            var replayer = new Replayer(
                new DiagnosisEngine(rules), new Report(surroundings.Printer(options.Json, options.Quiet)), damage, surroundings.Clock);
            await using var stream = File.OpenRead(recording);
            await replayer.RunAsync(stream, cancellationToken);
            damage.Close();
            damaged |= damage.Count > 0;
        }

        await surroundings.Out.FlushAsync(cancellationToken);
        surroundings.Error.WriteLine("That was a recording. NOTHING ON THIS MACHINE IS BEING WATCHED.");
        return damaged ? ExitCodes.Findings : ExitCodes.Done;
    }

    private void Banner()
    {
        var error = surroundings.Error;
        error.WriteLine(Rule);
        error.WriteLine("NOTHING ON THIS MACHINE IS BEING WATCHED. What follows is a recorded incident");
        error.WriteLine("from another machine that came with the program.");
        error.WriteLine("To watch an engine: diagnoser up --docker unix:///var/run/docker.sock");
        error.WriteLine(Rule);
    }
}
