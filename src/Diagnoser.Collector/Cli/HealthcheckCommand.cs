using System.CommandLine;
using Diagnoser.Collector.Health;

namespace Diagnoser.Collector.Cli;

/// <summary><c>diagnoser-collector healthcheck</c>: for Docker's HEALTHCHECK, which has no shell to ask with.</summary>
internal static class HealthcheckCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var options = new Options();
        var command = new DocumentedCommand(
            "healthcheck",
            "Says in one line whether the collector with this data folder is well. Waiting for the broker or the engine is no illness; being "
            + "silent, or unable to write the spool, is.",
            new Example("diagnoser-collector healthcheck", "exit code 0: well, 1: not well"),
            new Example("HEALTHCHECK CMD [\"/diagnoser-collector\", \"healthcheck\"]", "in a Dockerfile"))
        {
            options.Data, options.Config,
        };
        command.SetAction(result =>
        {
            var folder = Options.Folder(options.Load(result, surroundings));
            var report = HealthReport.Of(StatusFile.Read(folder), folder, surroundings.Clock.GetUtcNow());
            surroundings.Out.WriteLine(Surroundings.Harmless(report.Text));
            return report.IsWell ? ExitCodes.Done : ExitCodes.NotWell;
        });
        return command;
    }
}
