using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Benchmarks.SideBySide;

/// <summary>
/// The same events and equivalent rules for the Simple Event Correlator, for our engine and for a linear evaluator. Who finds something else than
/// the others makes the comparison void.
/// </summary>
internal sealed class SecComparison : IDisposable
{
    private const int Rounds = 3;
    private const string Sec = "sec";

    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-sec-").FullName;
    private readonly IReadOnlyList<ComparedRule> _rules;
    private readonly IReadOnlyList<DockerEvent> _events;

    private SecComparison(int events, int rules)
    {
        _rules = [.. Enumerable.Range(0, rules).Select(i => new ComparedRule(i))];
        _events = SyntheticEvents.Make(events, rules);
    }

    /// <summary>Compares with each number of rules; 0 if all found the same, 1 if not, 2 if SEC is not there.</summary>
    public static int Measure(int events, IReadOnlyList<int> rules)
    {
        if (!IsInstalled())
        {
            Console.Error.WriteLine("sec, the Simple Event Correlator, is not installed: apt-get install sec");
            return 2;
        }

        var isSame = true;
        foreach (var count in rules)
        {
            using var comparison = new SecComparison(events, count);
            isSame &= comparison.Measure();
        }

        return isSame ? 0 : 1;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Sec)));

    private bool Measure()
    {
        var lines = Written("events.log", _events.Select(ComparedLine.Of));
        var recording = Written("events.jsonl", _events.Select(e => JsonSerializer.Serialize(e, ContractsJson.Default.DockerEvent)));
        var runbooks = Directory.CreateDirectory(Path.Combine(_folder, "runbooks")).FullName;
        foreach (var rule in _rules)
        {
            File.WriteAllText(Path.Combine(runbooks, $"{rule.Id}.yaml"), rule.Yaml());
        }

        List<Contender> all =
        [
            OfSec("SEC, rules by type", lines, byService: false),
            OfSec("SEC, rules by service", lines, byService: true),
            Best("linear evaluator", Linear),
            OfReplay("diagnoser replay", recording, runbooks),
            Best("our engine", Engine(RuleSet.Of(_rules.Select(r => SyntheticRuleSets.Read(r.Yaml()))))),
        ];
        Print(all);
        return all.Skip(1).All(other => IsSame(all[0], other));
    }

    private string Written(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private Contender OfSec(string name, string lines, bool byService)
    {
        var configuration = Path.Combine(_folder, byService ? "sec-by-service" : "sec-by-type");
        SecConfiguration.Write(configuration, _rules, byService);
        return Whole(name, lines, line => line.Split(' ')[0], input =>
            TimedProcess.Run(Sec, $"--conf={configuration}/*.sec", $"--input={input}", "--notail", "--nointevents", "--bufsize=1", "--blocksize=65536", "--debug=1"));
    }

    private Contender OfReplay(string name, string recording, string runbooks)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "diagnoser.dll");
        var known = new HashSet<string>(StringComparer.Ordinal);
        return Whole(name, recording, RuleOf, input =>
        {
            known.Clear();
            return TimedProcess.Run("dotnet", program, "replay", input, "--runbooks", runbooks, "--json");
        });

        string? RuleOf(string line)
        {
            using var record = JsonDocument.Parse(line);
            return record.RootElement.TryGetProperty("rule", out var rule) && known.Add(record.RootElement.GetProperty("id").GetString()!) ? rule.GetString() : null;
        }
    }

    /// <summary>A program of its own; what it takes to start and to read its rules, as seen with nothing to read, is taken off.</summary>
    private Contender Whole(string name, string input, Func<string, string?> ruleOf, Func<string, (Effort Effort, IReadOnlyList<string> Output)> run)
    {
        var nothing = Written("nothing", []);
        var (start, best) = (run(nothing).Effort, default(Effort?));
        IReadOnlyList<string> output = [];
        for (var round = 0; round < Rounds; round++)
        {
            start = start.Or(run(nothing).Effort);
            (var effort, output) = run(input);
            best = best?.Or(effort) ?? effort;
        }

        return new Contender(name, best!.Value.Without(start), start, Counted(output.Select(ruleOf).OfType<string>()));
    }

    private static Contender Best(string name, Func<(Effort Effort, Dictionary<string, int> Firings)> run)
    {
        var (best, firings) = run();
        for (var round = 1; round < Rounds; round++)
        {
            (var effort, firings) = run();
            best = best.Or(effort);
        }

        return new Contender(name, best, default, firings);
    }

    private (Effort Effort, Dictionary<string, int> Firings) Linear()
    {
        var evaluator = new LinearEvaluator(_rules);
        return (Timed(() =>
        {
            foreach (var dockerEvent in _events)
            {
                evaluator.Process(dockerEvent);
            }
        }), evaluator.Firings);
    }

    private Func<(Effort Effort, Dictionary<string, int> Firings)> Engine(RuleSet rules) => () =>
    {
        var engine = new DiagnosisEngine(rules);
        var said = new List<Diagnosis>();
        var effort = Timed(() =>
        {
            foreach (var dockerEvent in _events)
            {
                said.AddRange(engine.Process(dockerEvent).Diagnoses);
            }

            said.AddRange(engine.Finish().Diagnoses);
        });
        var stands = said.GroupBy(d => d.Id, StringComparer.Ordinal).Select(words => words.Last()).Where(d => d.HiddenBy is not HiddenBy.Superseded);
        return (effort, Counted(stands.Select(d => d.Rule)));
    };

    private static Effort Timed(Action work)
    {
        GC.Collect();
        var (watch, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        work();
        return new Effort(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }

    private static Dictionary<string, int> Counted(IEnumerable<string> rules) =>
        rules.CountBy(rule => rule, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private bool IsSame(Contender one, Contender other)
    {
        var differing = _rules.Select(r => r.Id).Where(id => one.Firings.GetValueOrDefault(id) != other.Firings.GetValueOrDefault(id)).ToList();
        foreach (var id in differing.Take(10))
        {
            Console.Error.WriteLine($"{id}: {one.Name} fired {one.Firings.GetValueOrDefault(id)} times, {other.Name} {other.Firings.GetValueOrDefault(id)} times");
        }

        if (differing.Count > 0)
        {
            Console.Error.WriteLine($"void: {one.Name} and {other.Name} found something else for {differing.Count} of {_rules.Count} rules");
        }

        return differing.Count == 0;
    }

    private void Print(List<Contender> all)
    {
        var ours = all[^1];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_rules.Count:N0} rules, {_events.Count:N0} events; starting and reading the rules is taken off. CPU is what ratios are of."));
        Console.WriteLine("                             events/s   CPU s CPU us/event   start s   firings   our engine takes less by");
        foreach (var one in all)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Name,-24} {_events.Count / one.Effort.Seconds,12:N0} {one.Effort.Cpu,7:0.00} {one.Effort.Cpu / _events.Count * 1e6,12:0.00} {one.Start.Seconds,9:0.00} {one.Firings.Values.Sum(),9:N0}   {one.Effort.Cpu / ours.Effort.Cpu,10:0.0}"));
        }
    }

    private sealed record Contender(string Name, Effort Effort, Effort Start, Dictionary<string, int> Firings);
}
