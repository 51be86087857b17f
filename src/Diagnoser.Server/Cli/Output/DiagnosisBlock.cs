using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Output;

/// <summary>A diagnosis as the on-call engineer reads it: what, why, evidence, what is missing, and fixes to copy.</summary>
internal sealed class DiagnosisBlock(TextWriter output, Paint paint)
{
    private const string Indent = "            ";

    public void Write(Diagnosis diagnosis)
    {
        var severity = diagnosis.Severity;
        var title = TerminalText.Line(diagnosis.Title, TerminalText.EvidenceLimit);
        output.WriteLine($"{paint.Of(severity, Word(severity).PadRight(10))}{paint.Bold(title)}  {paint.Dim(TerminalText.Name(diagnosis.Rule))}");
        Field("where", $"{Subject(diagnosis)} {paint.Dot} {diagnosis.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)} UTC");
        Field("certainty", string.Create(CultureInfo.InvariantCulture, $"{Word(diagnosis.Certainty)} ({diagnosis.Confidence:0.##})"));
        Paragraph("what", diagnosis.Summary);
        Paragraph("why", diagnosis.Cause);
        Evidence(diagnosis.Evidence);
        Missing(diagnosis.Missing);
        for (var i = 0; i < diagnosis.Fixes.Count; i++)
        {
            Fix(i + 1, diagnosis.Fixes[i]);
        }
    }

    /// <summary>One line about a diagnosis that another one replaces.</summary>
    public static string Replaced(Diagnosis diagnosis) =>
        $"{PeoplePrinter.Clock(diagnosis.Time)}  {TerminalText.Name(diagnosis.Rule)} about {Subject(diagnosis)} is replaced by {TerminalText.Name(diagnosis.HiddenBy)}";

    private static string Subject(Diagnosis diagnosis)
    {
        var name = diagnosis.Subject.Name is { Length: > 0 } given ? given : diagnosis.Subject.Id;
        return $"{TerminalText.Name(name)} on {TerminalText.Name(diagnosis.Host.Name)}";
    }

    private void Evidence(IReadOnlyList<EvidenceLine> evidence)
    {
        for (var i = 0; i < evidence.Count; i++)
        {
            var line = evidence[i];
            var text = TerminalText.Line(line.Text, TerminalText.EvidenceLimit);
            Field(i == 0 ? "evidence" : "", $"{PeoplePrinter.Clock(line.Time)}  {TerminalText.Name(line.Source),-8}  {text}");
        }
    }

    private void Missing(IReadOnlyList<MissingEvidence> missing)
    {
        if (missing.Count == 0)
        {
            Field("missing", "nothing");
            return;
        }

        for (var i = 0; i < missing.Count; i++)
        {
            var (what, why, remedy) = missing[i];
            Field(i == 0 ? "missing" : "", TerminalText.Line($"{what}: {why}", TerminalText.RuleTextLimit));
            if (remedy is not null)
            {
                Field("", $"  to have it: {TerminalText.Line(remedy, TerminalText.RuleTextLimit)}");
            }
        }
    }

    private void Fix(int number, Fix fix)
    {
        var where = fix.RunOn is null ? "" : $", run on {TerminalText.Name(fix.RunOn)}";
        var title = TerminalText.Line(fix.Title, TerminalText.EvidenceLimit);
        Field(string.Create(CultureInfo.InvariantCulture, $"fix {number}"), $"{title} (risk {TerminalText.Name(fix.Risk)}{where})");
        Command(fix.Command);
        if (fix.Change is not null)
        {
            Field("", $"change: {TerminalText.Line(fix.Change, TerminalText.RuleTextLimit)}");
        }

        if (fix.Verify is not null)
        {
            Field("", $"verify: {TerminalText.Line(fix.Verify, TerminalText.RuleTextLimit)}");
        }

        if (fix.Rollback is not null)
        {
            Field("", "roll back:");
            Command(fix.Rollback);
        }
    }

    // Nothing behind a command and no break in it: people copy the line.
    private void Command(string? command)
    {
        if (command is not null)
        {
            output.WriteLine($"{Indent}$ {TerminalText.Line(command, TerminalText.RuleTextLimit)}");
        }
    }

    // Line breaks here are the rule author's: those in values were made visible when the text was rendered.
    private void Paragraph(string name, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Field(name, TerminalText.Line(line, TerminalText.RuleTextLimit));
            name = "";
        }
    }

    private void Field(string name, string text) => output.WriteLine($"  {paint.Dim(name.PadRight(Indent.Length - 2))}{text}");

    private static string Word(Severity severity) => severity switch
    {
        Severity.Critical => "CRITICAL",
        Severity.Warning => "WARNING",
        _ => "INFO",
    };

    private static string Word(Certainty certainty) => certainty switch
    {
        Certainty.Confirmed => "confirmed",
        Certainty.Probable => "probable",
        _ => "inconclusive",
    };
}
