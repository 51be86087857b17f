namespace Diagnoser.Server.Cli.Replay;

/// <summary>Names damaged lines of a recording, at most twenty of them, and counts all.</summary>
internal sealed class DamageLog(string file, Surroundings surroundings)
{
    private const int Shown = 20;

    public long Count { get; private set; }

    public void Add(long line, string reason)
    {
        Count++;
        if (Count <= Shown)
        {
            var text = TerminalText.Line($"{file}:{line}: not an event: {reason}", TerminalText.EvidenceLimit);
            surroundings.Error.WriteLine(text);
        }
    }

    /// <summary>Says how many were not named.</summary>
    public void Close()
    {
        if (Count > Shown)
        {
            surroundings.Error.WriteLine($"and {Output.Report.Count(Count - Shown, "more damaged line")}");
        }
    }
}
