using System.Globalization;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary><c>rules list --shadow</c>: what the experimental rules have said so far, to nobody.</summary>
internal sealed class ShadowList(Surroundings surroundings, bool json)
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(30);
    private static readonly string[] Header = ["RULE", "FIRST", "LAST", "FIRED", "WOULD BE SHOWN", "ALONE", "MOSTLY ON"];

    public async Task<int> RunAsync(RuleSet rules, IStore store, CancellationToken cancellationToken)
    {
        var to = surroundings.Clock.GetUtcNow();
        var experimental = rules.Rules.Where(r => r.Status == RuleStatus.Experimental).ToList();
        var summaries = await ShadowReading.OfAsync(store, experimental, to - Back, to, cancellationToken);
        if (json)
        {
            var printer = new JsonPrinter(surroundings.Out);
            foreach (var summary in summaries)
            {
                printer.Line(BacktestRecord.Of(summary), BacktestJson.Default.BacktestRecord);
            }
        }
        else if (summaries.Count == 0)
        {
            surroundings.Out.WriteLine("no rule is experimental");
        }
        else
        {
            Table([Header, .. summaries.Select(Row)]);
            surroundings.Tell("the last 30 days; more about one: diagnoser rules backtest RULE --live");
        }

        return ExitCodes.Done;
    }

    private static string[] Row(BacktestSummary summary) =>
    [
        TerminalText.Name(summary.Rule),
        summary.Firings.Count == 0 ? "never" : Day(summary.Firings[0].Firing.Time),
        summary.Firings.Count == 0 ? "" : Day(summary.Firings[^1].Firing.Time),
        summary.Firings.Count.ToString(CultureInfo.InvariantCulture),
        summary.Shown.ToString(CultureInfo.InvariantCulture),
        summary.Alone.ToString(CultureInfo.InvariantCulture),
        TerminalText.Name((summary.Services.Count > 0 ? summary.Services : summary.Hosts).Select(c => c.Name).FirstOrDefault()),
    ];

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private void Table(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            surroundings.Out.WriteLine(ReferenceEquals(row, Header) ? surroundings.Paint.Bold(line) : line);
        }
    }
}
