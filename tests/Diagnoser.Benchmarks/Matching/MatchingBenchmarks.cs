using System.Globalization;
using BenchmarkDotNet.Attributes;
using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Benchmarks.Matching;

/// <summary>One event through the rules: by the index, and by asking every selection of its type.</summary>
public class MatchingBenchmarks
{
    // So few that they stay in the processor's caches, as an event does that was just read.
    private const int Events = 500;
    private const string Shipped = "shipped";

    /// <summary>The largest number of rules.</summary>
    public const string Largest = "10000";

    // How many synthetic rules the events are made for that go through the shipped ones.
    private const int ForShipped = 100;

    private readonly List<SelectionHit> _hits = [];
    private RuleSet _rules = RuleSet.Of([]);
    private List<DockerEvent> _events = [];
    private EventMatcher _matcher = new(RuleSet.Of([]));

    [Params("10", "100", "1000", Largest, Shipped)]
    public string Rules { get; set; } = Shipped;

    [GlobalSetup]
    public void Setup()
    {
        var count = Rules == Shipped ? ForShipped : int.Parse(Rules, CultureInfo.InvariantCulture);
        _rules = Rules == Shipped ? RunbookFolder.Load(Path.Combine(AppContext.BaseDirectory, "runbooks")).Set! : SyntheticRules.Of(count);
        _matcher = new EventMatcher(_rules);
        _events = [.. new SyntheticEvents(count).Make(8 * Events)];
        var (matching, others) = (_events.Where(Matches).ToList(), _events.Where(e => !Matches(e)).ToList());
        _events = [.. others.Take(Events * 99 / 100), .. matching.Take(Events / 100)];
        Console.WriteLine($"// {_rules.Rules.Count} rules; of {_events.Count} events {_events.Count(Matches)} match, {_events.Count(Reaches)} satisfy part of what a selection asks");
        GC.Collect();
    }

    [Benchmark(Description = "index", OperationsPerInvoke = Events)]
    public int Index()
    {
        var found = 0;
        foreach (var dockerEvent in _events)
        {
            _matcher.Match(dockerEvent, _hits);
            found += _hits.Count;
        }

        return found;
    }

    [Benchmark(Description = "every selection", Baseline = true, OperationsPerInvoke = Events)]
    public int EverySelection()
    {
        var found = 0;
        foreach (var dockerEvent in _events)
        {
            foreach (var selection in _rules.ForType(dockerEvent.Type))
            {
                found += selection.Selection.Condition.Matches(dockerEvent, new Captures()) ? 1 : 0;
            }
        }

        return found;
    }

    private bool Matches(DockerEvent dockerEvent)
    {
        _matcher.Match(dockerEvent, _hits);
        return _hits.Count > 0;
    }

    private bool Reaches(DockerEvent dockerEvent) => _rules.ForType(dockerEvent.Type)
        .Any(s => s.Selection.Alternatives.Any(all => all.Count == 0 || all.Any(p => p.Condition.Matches(dockerEvent, new Captures()))));
}
