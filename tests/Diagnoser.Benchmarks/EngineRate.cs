using System.Globalization;
using System.Text;
using Diagnoser.Collector;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Benchmarks;

/// <summary>
/// Times the engine on one thread, events in memory: the rules alone (matching, windows, precedence, diagnoses), and all of it, with verdicts and
/// topology. What an event that matches nothing allocates is measured by itself.
/// </summary>
internal static class EngineRate
{
    private const int Rounds = 5;
    private static readonly int[] Sizes = [10, 100, 1_000, 10_000];

    /// <summary>Runs it and prints a line for each set of rules.</summary>
    public static int Measure(int count)
    {
        Console.WriteLine("rules      events    rules alone                       whole engine                      nothing matched");
        foreach (var size in Sizes)
        {
            Measure(string.Create(CultureInfo.InvariantCulture, $"{size:N0}"), SyntheticRuleSets.Make(size), SyntheticEvents.Make(count, size));
        }

        Measure("shipped", Shipped(), SyntheticEvents.Make(count, Sizes[^1]));
        Measure("raw", Shipped(), Raw(count));
        return 0;
    }

    /// <summary>The whole engine over raw events and the shipped rules, again and again, for a profiler.</summary>
    public static int Profile(int count, int times)
    {
        var (rules, events) = (Shipped(), Raw(count));
        for (var i = 0; i < times; i++)
        {
            var engine = new DiagnosisEngine(rules);
            var (pauses, collections) = (GC.GetTotalPauseDuration(), GC.CollectionCount(0));
            var cost = Cost.Of(events, e => engine.Process(e).Diagnoses.Count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{cost}, {GC.CollectionCount(0) - collections} collections took {(GC.GetTotalPauseDuration() - pauses).TotalSeconds:0.00} of {cost.Seconds:0.00} s"));
        }

        return 0;
    }

    /// <summary>Matching and windows of so many synthetic rules, again and again, for a profiler.</summary>
    public static int ProfileRules(int count, int rules, int times)
    {
        var (set, judged) = (SyntheticRuleSets.Make(rules), Judged(SyntheticEvents.Make(count, rules)));
        for (var i = 0; i < times; i++)
        {
            Console.WriteLine(Cost.Of(judged, Tier(set)));
        }

        return 0;
    }

    private static void Measure(string name, RuleSet rules, IReadOnlyList<DockerEvent> events)
    {
        var judged = Judged(events);
        var tier = Best(judged, () => Tier(rules));
        var whole = Best(events, () =>
        {
            var engine = new DiagnosisEngine(rules);
            return e => engine.Process(e).Diagnoses.Count;
        });
        var silent = Silent(rules, judged);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10} {events.Count,9:N0} {tier,-33} {whole,-33} {(double)silent.Bytes / silent.Events:0.000} B an event of {silent.Events:N0}"));
    }

    private static Func<DockerEvent, int> Tier(RuleSet rules)
    {
        var tier = new RuleTier(rules, RuleScope.Host, new EngineOptions(), null);
        var output = new OutputDraft();
        return e =>
        {
            tier.Process(e, amended: false, output);
            var said = output.Diagnoses.Count;
            if (said > 0)
            {
                _ = output.Take();
            }

            return said;
        };
    }

    private static Cost Best(IReadOnlyList<DockerEvent> events, Func<Func<DockerEvent, int>> make)
    {
        var best = Cost.Of(events, make());
        for (var round = 1; round < Rounds; round++)
        {
            var cost = Cost.Of(events, make());
            best = cost.Seconds < best.Seconds ? cost : best;
        }

        return best;
    }

    /// <summary>Only the events that no selection matches, on an engine that has seen them once.</summary>
    private static Cost Silent(RuleSet rules, IReadOnlyList<DockerEvent> events)
    {
        var none = events.Where(e => rules.ForType(e.Type).All(s => !s.Selection.Condition.Matches(e, new Captures()))).ToList();
        var process = Tier(rules);
        _ = Cost.Of(none, process);
        return Cost.Of(none, process);
    }

    /// <summary>The events as the ledger releases them.</summary>
    private static List<DockerEvent> Judged(IReadOnlyList<DockerEvent> events)
    {
        var ledger = new Engine.Verdicts.RunLedger(new Engine.Verdicts.LedgerOptions { Disorder = TimeSpan.FromSeconds(2) });
        var released = new List<DockerEvent>(events.Count);
        foreach (var dockerEvent in events)
        {
            ledger.Observe(dockerEvent, released);
        }

        ledger.Finish(released);
        return released;
    }

    private static RuleSet Shipped() => RunbookFolder.Load(Path.Combine(AppContext.BaseDirectory, "runbooks")).Set!;

    private static List<DockerEvent> Raw(int count)
    {
        var file = Path.GetTempFileName();
        RawEvents.Write(file, count, RawMix.Storm);
        var reader = new RawEventReader();
        var events = File.ReadLines(file).Select(line => reader.Read(Encoding.UTF8.GetBytes(line)).Event).OfType<DockerEvent>().ToList();
        File.Delete(file);
        return events;
    }

    /// <summary>What it took to process events: seconds of processor time, which does not depend on what else runs as elapsed time does.</summary>
    private readonly record struct Cost(int Events, double Seconds, long Bytes, int Said)
    {
        public static Cost Of(IReadOnlyList<DockerEvent> events, Func<DockerEvent, int> process)
        {
            GC.Collect();
            var said = 0;
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var used = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < events.Count; i++)
            {
                said += process(events[i]);
            }

            return new Cost(events.Count, (Environment.CpuUsage.TotalTime - used).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - bytes, said);
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Events / Seconds,10:N0}/s {Seconds / Events * 1e6:0.00} us {(double)Bytes / Events,5:0} B {Said,7:N0} said");
    }
}
