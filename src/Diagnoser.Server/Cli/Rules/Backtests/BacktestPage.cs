using System.Globalization;
using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>A backtest as people read it.</summary>
internal sealed class BacktestPage(TextWriter output, Paint paint)
{
    private const int NameWidth = 12;
    private const int BarWidth = 40;
    private const int MostDays = 31;
    private const int Examples = 5;

    public void Write(BacktestSummary summary)
    {
        var of = summary.Events is { } events ? $"would have fired, over {Report.Count(events, "event")}" : "fired, as is kept";
        output.WriteLine($"{paint.Bold(TerminalText.Name(summary.Rule))} {of}");
        Field("between", $"{TimeText.Of(summary.From)} and {TimeText.Of(summary.To)}");
        Field("fired", $"{Report.Count(summary.Firings.Count, "time")}: {summary.Shown} {(summary.Events is null ? "would be" : "")} shown, {summary.Repeated} repeated within the cooldown, {summary.HiddenBy.Sum(h => h.Count)} hidden by other rules".Replace("  ", " ", StringComparison.Ordinal));
        if (summary.Firings.Count == 0)
        {
            return;
        }

        Field("hidden by", Words(summary.HiddenBy));
        Field("hides", Words(summary.Hides));
        Field("incidents", string.Create(CultureInfo.InvariantCulture, $"{summary.AddedIncidents:+0;-0;0} with the rule, if each is over after ten minutes without a return"));
        Field("overlap", summary.Overlap.Count == 0 ? "no other rule speaks of the same runs or events" : $"{Words(summary.Overlap)} of the same runs or events");
        Field("alone", $"{summary.Alone} of {summary.Firings.Count} that no other rule tells of");
        Lead(summary.Leads);
        Field("services", Words(summary.Services));
        Field("hosts", Words(summary.Hosts));
        Field("containers", Words(summary.Containers));
        Days(summary.Days);
        Newest(summary);
        if (summary.LeftOut > 0)
        {
            Field("note", $"{Report.Count(summary.LeftOut, "diagnosis", "diagnoses")} found no room and are not counted");
        }
    }

    private void Lead(IReadOnlyList<TimeSpan> leads)
    {
        var earlier = leads.Where(l => l > TimeSpan.Zero).ToList();
        var later = leads.Where(l => l < TimeSpan.Zero).Select(l => -l).Order().ToList();
        if (leads.Count > 0)
        {
            Field(
                "the others",
                $"{Report.Count(earlier.Count, "time")} it is earlier than the first of them{Median(earlier)}, {Report.Count(later.Count, "time")} later{Median(later)}, {Report.Count(leads.Count - earlier.Count - later.Count, "time")} at the same moment");
        }
    }

    private static string Median(List<TimeSpan> times) => times.Count == 0 ? "" : $" (by {Durations.Text(times[times.Count / 2])} in the middle, {Durations.Text(times[^1])} at most)";

    private void Days(IReadOnlyList<Counted> days)
    {
        output.WriteLine();
        var most = days.Max(d => d.Count);
        foreach (var day in days.TakeLast(MostDays))
        {
            var bar = new string(paint.Unicode ? '█' : '#', Math.Max(1, day.Count * BarWidth / most));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {day.Name}  {day.Count,6:#,0}  {bar}"));
        }

        if (days.Count > MostDays)
        {
            output.WriteLine(paint.Dim($"  and {Report.Count(days.Count - MostDays, "day")} before"));
        }
    }

    private void Newest(BacktestSummary summary)
    {
        output.WriteLine();
        foreach (var (firing, first) in summary.Firings.TakeLast(Examples))
        {
            output.WriteLine($"  {TimeText.Of(firing.Time)}  {TerminalText.Line(firing.Summary, TerminalText.EvidenceLimit)}");
            var hidden = firing.HiddenBy is null ? "shown" : firing.Repeats ? "within its cooldown" : $"hidden by {firing.HiddenBy}";
            var beside = first is null ? "" : $"; {first.Rule} at {PeoplePrinter.Clock(first.Time)}";
            output.WriteLine(paint.Dim(TerminalText.Line($"    {firing.Subject} on {firing.Host.Name}: {hidden}{beside}", TerminalText.RuleTextLimit)));
        }
    }

    private void Field(string name, string text)
    {
        if (text.Length > 0)
        {
            output.WriteLine($"  {paint.Dim(name.PadRight(NameWidth))}{TerminalText.Line(text, TerminalText.RuleTextLimit)}");
        }
    }

    private string Words(IReadOnlyList<Counted> counts) => string.Join(", ", counts.Select(c => $"{c.Name} {c.Count}{(paint.Unicode ? "×" : "x")}"));
}
