using BenchmarkDotNet.Attributes;
using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Benchmarks.Matching;

/// <summary>Log lines through 300 patterns: the look for their literals alone, and with the patterns that it leads to.</summary>
public class LogLineBenchmarks
{
    private const int Patterns = 300;
    
    // So few that they stay in the processor's caches, as a line does that was just read.
    private const int Lines = 500;
    private const int Seed = 20261127;

    private readonly List<SelectionHit> _hits = [];
    private readonly Candidates _candidates = new(Patterns);
    private RuleSet _rules = RuleSet.Of([]);
    private List<DockerEvent> _calm = [];
    private List<DockerEvent> _mixed = [];
    private EventMatcher _matcher = new(RuleSet.Of([]));
    private TypeIndex? _index;
    private EventView? _view;

    /// <summary>Characters of one round.</summary>
    public static long Characters { get; } = Make(0).Sum(Length);

    [GlobalSetup]
    public void Setup()
    {
        // Every rule of these numbers looks at log lines.
        _rules = RuleSet.Of(SyntheticRules.Of(Patterns * 5).Rules.Where(r => r.Selections[0].EventType == EventTypes.ContainerLog));
        (_calm, _mixed) = (Make(0), Make(2));
        _matcher = new EventMatcher(_rules);
        _index = _rules.Index(null).Find(EventTypes.ContainerLog)!;
        _view = new EventView(_calm[0], new Captures());
        var matching = 0;
        foreach (var line in _mixed)
        {
            _matcher.Match(line, _hits);
            matching += _hits.Count > 0 ? 1 : 0;
        }

        Console.WriteLine($"// {_rules.Rules.Count} patterns; of {Lines} lines, {Characters / Lines} characters on average, {matching} match");
        GC.Collect();
    }

    [Benchmark(Description = "literals, no line matches")]
    public int Literals()
    {
        var found = 0;
        foreach (var line in _calm)
        {
            _view!.Turn(line);
            _candidates.Begin();
            _index!.Collect(_view, _candidates);
            found += _candidates.InOrder().Length;
        }

        return found;
    }

    [Benchmark(Description = "whole matching, 2 % match")]
    public int Whole()
    {
        var found = 0;
        foreach (var line in _mixed)
        {
            _matcher.Match(line, _hits);
            found += _hits.Count;
        }

        return found;
    }

    private static List<DockerEvent> Make(int matchingInHundred)
    {
        var random = new Random(Seed);
        return
        [
            .. Enumerable.Range(0, Lines).Select(n =>
            {
                var rule = (random.Next(Patterns / 2) * 10) + (n % 2 == 0 ? 7 : 8);
                var calm = SyntheticEvents.CalmLine(random);
                var text = n % 100 < matchingInHundred ? $"error: {SyntheticRules.Trouble(rule)} 10.1.2.3, and so {calm}" : calm;
                return new DockerEvent($"{n:x64}", EventTypes.ContainerLog, default, new("host-1", "web-1"), new(Subject.Container, $"{n:x64}", "shop-1"))
                {
                    Attributes = AttributeMap.From([new KeyValuePair<string, AttributeValue>("log.body", text)]),
                };
            }),
        ];
    }

    private static long Length(DockerEvent line) => line.Attributes["log.body"].Text!.Length;
}
