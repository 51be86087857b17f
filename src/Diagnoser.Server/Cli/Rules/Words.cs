using System.Globalization;
using System.Text;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Overrides;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>Enums in the words of a rule's file.</summary>
internal static class Words
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        _ => "info",
    };

    public static string Of(RuleStatus status) => status switch
    {
        RuleStatus.Experimental => "experimental",
        RuleStatus.Test => "test",
        RuleStatus.Stable => "stable",
        _ => "deprecated",
    };

    /// <summary>As <c>severity: critical -> info</c>.</summary>
    public static string Of(OverrideChange change) =>
        change.From is null ? $"{change.Key}: {change.To}" : $"{change.Key}: {change.From} -> {change.To}";

    /// <summary>A duration as rules write it: 30s, 15m, 1h30m.</summary>
    public static string Of(TimeSpan duration)
    {
        var text = new StringBuilder();
        foreach (var (amount, unit) in new[] { (duration.Days, "d"), (duration.Hours, "h"), (duration.Minutes, "m"), (duration.Seconds, "s"), (duration.Milliseconds, "ms") })
        {
            _ = amount == 0 ? text : text.Append(CultureInfo.InvariantCulture, $"{amount}{unit}");
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }
}
