using System.CommandLine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Incidents;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Cli.Rules.Backtests;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>diagnoser rules backtest</c>.</summary>
internal static class BacktestCommand
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    public static Command Create(Surroundings surroundings)
    {
        var (store, runbooks, json) = (new StoreOptions(), Options.Runbooks(), Options.Json());
        var rule = new Argument<string>("RULE|FILE") { Description = "The id of a rule, or the file of a new or changed one (*.yaml)." };
        var since = Options.Time("--since", "Since when. Default: 30d.", surroundings.Clock);
        var until = Options.Time("--until", "Until when. Default: now.", surroundings.Clock);
        var live = new Option<bool>("--live")
        {
            Description = "Count what the rule did say, as the store has it, instead of running it again: an experimental rule runs in shadow.",
        };
        var command = new DocumentedCommand(
            "backtest",
            "Runs a rule over the events of the store: how often it would have fired, when, on what, and what the other rules said of the same.",
            new Example("diagnoser rules backtest crash-loop-app-error --since 7d", "a rule over the last week"),
            new Example("diagnoser rules backtest mine/pool-exhausted.yaml", "a new rule, before anybody gets to hear of it"),
            new Example("diagnoser rules backtest pool-exhausted --live", "what an experimental rule has said in shadow"))
        {
            rule, since, until, live, runbooks, json,
        };
        store.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var today = RunbookFolders.Load(result.GetValue(runbooks), surroundings);
            if (BacktestRule.Find(result.GetValue(rule)!, today, surroundings) is not { } tested)
            {
                return ExitCodes.Findings;
            }

            var to = result.GetValue(until) ?? surroundings.Clock.GetUtcNow();
            var from = result.GetValue(since) ?? to - Usual;
            Options.InOrder(result, (since, from), (until, to));
            await using var open = await OpenAccess.StoreAsync(store.Of(result), surroundings, cancellationToken);
            var summary = result.GetValue(live)
                ? (await ShadowReading.OfAsync(open, [tested], from, to, cancellationToken))[0]
                : await RunAsync(open, today, tested, from, to, surroundings, cancellationToken);
            Write(summary, result.GetValue(json), surroundings);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<BacktestSummary> RunAsync(
        IStore store, RuleSet today, Rule rule, DateTimeOffset from, DateTimeOffset to, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var backtest = new Backtest(today, rule, from);
        using var progress = new ProgressBar(surroundings);
        await foreach (var dockerEvent in EventPages.ReadAsync(store, new EventQuery { From = from - backtest.Reach, To = to }, cancellationToken))
        {
            backtest.Take(dockerEvent);
            progress.Show((dockerEvent.Time - from) / (to - from), backtest.Events, dockerEvent.Time);
        }

        if (backtest.Faults > 0)
        {
            surroundings.Tell($"a rule failed on {Report.Count(backtest.Faults, "event")}; the others went on");
        }

        return backtest.Finish(rule, to);
    }

    private static void Write(BacktestSummary summary, bool json, Surroundings surroundings)
    {
        if (!json)
        {
            new BacktestPage(surroundings.Out, surroundings.Paint).Write(summary);
            return;
        }

        var printer = new JsonPrinter(surroundings.Out);
        foreach (var firing in summary.Firings)
        {
            printer.Line(FiringRecord.Of(firing), BacktestJson.Default.FiringRecord);
        }

        printer.Line(BacktestRecord.Of(summary), BacktestJson.Default.BacktestRecord);
    }
}
