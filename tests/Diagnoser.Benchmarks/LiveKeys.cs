using System.Diagnostics;
using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Benchmarks;

/// <summary>Memory of the whole process with many live correlation keys: each is a container that failed once within the window of a rule that counts.</summary>
internal static class LiveKeys
{
    private static readonly HostRef Host = new("bench-host", "bench-host");

    /// <summary>Makes so many keys over so many rules and prints what they cost.</summary>
    public static int Measure(int keys, int rules)
    {
        var set = RuleSet.Of(Enumerable.Range(0, rules).Select(i => SyntheticRuleSets.Read(Yaml(i))));
        var engine = new DiagnosisEngine(set, new EngineOptions { KeyLimit = keys + 1 });
        var before = Heap();
        var start = new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < keys / rules; i++)
        {
            _ = engine.Process(Died(i, start.AddTicks(i * TimeSpan.FromMinutes(8).Ticks / keys * rules)));
        }

        _ = engine.Advance(start.AddMinutes(8));
        watch.Stop();
        Print("as made", 0);
        var heap = Heap();
        Print("after a full collection", heap);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Print("after one that gives back all it can", Heap());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{engine.Keys:N0} live keys of {rules} rules, made in {watch.Elapsed.TotalSeconds:0.0} s: {(heap - before) / (double)engine.Keys:0} B a key"));
        GC.KeepAlive(engine);
        return 0;
    }

    /// <summary>What the process holds, and what of it the collector knows to be empty.</summary>
    private static void Print(string when, long used)
    {
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{when + ":",-38} working set {Mega(process.WorkingSet64):0} MB, peak {Mega(process.PeakWorkingSet64):0} MB, heap in use {(used == 0 ? "-" : $"{Mega(used):0}")} MB, "
            + $"at the last collection {Mega(memory.HeapSizeBytes):0} MB of which gaps {Mega(memory.FragmentedBytes):0} MB, committed {Mega(memory.TotalCommittedBytes):0} MB"));
    }

    private static double Mega(long bytes) => bytes / 1e6;

    private static long Heap() => GC.GetTotalMemory(forceFullCollection: true);

    private static DockerEvent Died(int number, DateTimeOffset time)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return new DockerEvent(SyntheticEvents.Id("event", number), EventTypes.ContainerDie, time, Host, new Subject(Subject.Container, SyntheticEvents.Id("container", number), $"shop-job-{text}"))
        {
            Service = "job",
            Stack = "shop",
            Run = new RunRef(time.AddSeconds(-2)),
            Attributes = AttributeMap.From(
            [
                new(AttributeNames.ImageName, "registry.example.com/shop/job:1.4.2"),
                new(AttributeNames.ExitCode, 3),
                new(AttributeNames.RestartCount, 0),
            ]),
        };
    }

    private static string Yaml(int i) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        rule: keys-{{{i}}}
        title: It fails again and again
        severity: warning
        status: stable
        description: Counts the failures of each container.
        match:
          died: { event: container.die, where: { container.exit_code: 3 } }
        correlate: { by: [container.id], within: 10m, count: { of: died, gte: 3 } }
        evidence:
          code: { field: died.container.exit_code }
        diagnosis: { summary: "${{ died.container.name }} failed with ${{ code }}", cause: "It ended by itself", confidence: 0.8 }
        fixes:
          - { id: look, title: Read its log, risk: none, command: "docker logs --tail 50 ${{ died.container.name }}" }
        """);
}
