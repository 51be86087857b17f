using Diagnoser.Collector;

namespace Diagnoser.Server.Cli;

/// <summary>Says why no engine was found.</summary>
internal static class EndpointText
{
    /// <summary>Which engines were tried, what was wrong with each and what to do.</summary>
    public static void Unreachable(EndpointSearch search, Surroundings surroundings)
    {
        surroundings.Error.WriteLine("diagnoser: no Docker engine answers");
        foreach (var attempt in search.Attempts)
        {
            surroundings.Error.WriteLine($"  {TerminalText.Name(attempt.Uri)}: {Line(attempt.Problem)}");
            surroundings.Error.WriteLine($"    what to do: {Line(attempt.Advice)}");
        }
    }

    private static string Line(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}
