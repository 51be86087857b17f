using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Cli.Up;

/// <summary>
/// Runs the rules' own tests through an engine that is thrown away, so that the code is compiled before the first death: the first
/// diagnosis would otherwise come half a second later than the next.
/// </summary>
internal static class WarmUp
{
    /// <summary>Runs beside the start; ends early when cancelled.</summary>
    public static Task RunAsync(RunbooksInUse runbooks, bool json, CancellationToken cancellationToken) =>
        Task.Run(() => Run(runbooks, json, cancellationToken), CancellationToken.None);

    private static void Run(RunbooksInUse runbooks, bool json, CancellationToken cancellationToken)
    {
        // The rules in use were read without their tests.
        var rules = RunbookFolder.Read(runbooks.Taken, runbooks.Day).Usable;
        IPrinter printer = json ? new JsonPrinter(TextWriter.Null) : new PeoplePrinter(TextWriter.Null, new Paint(Colour: false, Unicode: true));
        var report = new Report(printer);
        foreach (var test in rules.Rules.SelectMany(r => r.Tests).TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            var engine = new DiagnosisEngine(rules);
            foreach (var dockerEvent in test.Events)
            {
                report.Take(engine.Process(dockerEvent));
            }

            report.Take(engine.Finish());
        }
    }
}
