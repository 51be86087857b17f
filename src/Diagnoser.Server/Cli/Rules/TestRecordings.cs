using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>Gives the tests of rules the events of the recordings beside them; damaged and unused ones become findings.</summary>
internal sealed class TestRecordings
{
    private const int MostEvents = 100_000;
    private const int ShownLines = 3;

    private readonly List<LintFinding> _findings = [];
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>The runbooks with the events of their recordings.</summary>
    /// <param name="runbooks">The runbooks as loaded.</param>
    /// <param name="paths">The folders and files they were loaded from.</param>
    public static Runbooks.Runbooks Fill(Runbooks.Runbooks runbooks, IReadOnlyList<string> paths) => new TestRecordings().Read(runbooks, paths);

    private Runbooks.Runbooks Read(Runbooks.Runbooks runbooks, IReadOnlyList<string> paths)
    {
        IReadOnlyList<RuleInForce> rules = [.. runbooks.InForce.Select(Read)];

        // What a broken rule names is not known, so nothing can be called unused.
        if (runbooks.Findings.All(f => f.Level != FindingLevel.Error))
        {
            Unused(paths);
        }

        IReadOnlyList<LintFinding> all =
        [
            .. runbooks.Findings.Concat(_findings).OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Mark.Line).ThenBy(f => f.Mark.Column),
        ];
        var isGood = runbooks.Set is not null && _findings.TrueForAll(f => f.Level != FindingLevel.Error);
        return runbooks with
        {
            Set = isGood ? RuleSet.Of(rules.Where(r => r.IsEnabled).Select(r => r.Rule)) : null,
            Rules = [.. rules.Select(r => r.Written)],
            InForce = rules,
            Findings = all,
        };
    }

    private RuleInForce Read(RuleInForce rule)
    {
        var written = Read(rule.Written);
        return rule with { Written = written, Rule = rule.IsOverridden ? Read(rule.Rule) : written };
    }

    private Rule Read(Rule rule) =>
        rule.Tests.All(t => t.Recording is null) ? rule : rule with { Tests = [.. rule.Tests.Select(t => t.Recording is { } name ? Read(rule, t, name) : t)] };

    private RuleTest Read(Rule rule, RuleTest test, RecordingName name)
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(test.File ?? rule.File) ?? "", name.File));
        _ = _named.Add(file);
        try
        {
            using var stream = RegularFile.OpenRead(file);
            var events = Events(stream, out var problem);
            if (problem.Length > 0)
            {
                Add(test.File ?? rule.File, name, $"'{name.File}' {problem}");
            }

            return test.On(events);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Add(test.File ?? rule.File, name, $"'{name.File}' cannot be read: {e.Message}");
            return test;
        }
    }

    private static List<DockerEvent> Events(Stream stream, out string problem)
    {
        var (events, damaged, count) = (new List<DockerEvent>(), new List<string>(), 0);
        foreach (var line in RecordedLines.Read(stream))
        {
            if (line.Event is { } dockerEvent)
            {
                events.Add(dockerEvent);
            }
            else if (line.Problem is { } wrong && count++ < ShownLines)
            {
                damaged.Add($"line {line.Number}: {wrong}");
            }

            if (events.Count > MostEvents)
            {
                break;
            }
        }

        problem = count > 0 ? $"has {Output.Report.Count(count, "damaged line")}: {string.Join("; ", damaged)}{(count > ShownLines ? "; …" : "")}"
            : events.Count > MostEvents ? $"has more than {MostEvents} events; cut it down to the case"
            : events.Count == 0 ? "holds no event"
            : "";
        return events;
    }

    private void Add(string file, RecordingName name, string message) =>
        _findings.Add(YamlText.Finding(LintChecks.WrongRecording, file, name.Mark with { File = null }, "tests.recording", $"tests.recording: {message}"));

    private void Unused(IReadOnlyList<string> paths)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0, MaxRecursionDepth = 8 };
        var files = paths.Where(Directory.Exists).SelectMany(p => Directory.EnumerateFiles(p, "*.jsonl", options)).DistinctBy(Path.GetFullPath);
        foreach (var file in files.Where(f => !_named.Contains(Path.GetFullPath(f))))
        {
            _findings.Add(YamlText.Finding(
                LintChecks.UnusedRecording,
                file,
                new Mark(1, 1),
                "",
                $"no test names this recording; in the rule beside it write tests: [{{ name: …, recording: {Path.GetFileName(file)}, expect: … }}]"));
        }
    }
}
