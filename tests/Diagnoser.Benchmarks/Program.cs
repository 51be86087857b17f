using System.Globalization;
using Diagnoser.Benchmarks;
using Diagnoser.Benchmarks.Host;
using Diagnoser.Benchmarks.Matching;
using Diagnoser.Benchmarks.SideBySide;

switch (args)
{
    case ["replay", ..]:
        return ReplayRate.Measure(Number(1, 1_000_000));
    case ["engine", ..]:
        return EngineRate.Measure(Number(1, 200_000));
    case ["engine-profile", ..]:
        return EngineRate.Profile(Number(1, 1_000_000), Number(2, 5));
    case ["rules-profile", ..]:
        return EngineRate.ProfileRules(Number(1, 500_000), Number(2, 1000), Number(3, 10));
    case ["keys", ..]:
        return LiveKeys.Measure(Number(1, 1_000_000), Number(2, 1));
    case ["sweep", ..]:
        await LookCost.MeasureAsync(Number(1, 200));
        return SweepCost.Measure(Number(1, 200));
    case ["pipeline", ..]:
        return await new PipelineRate(Number(1, 100_000), Number(2, 4), Number(3, 1)).MeasureAsync();
    case ["spool", ..]:
        return await new SpoolRate(Number(1, 100_000)).MeasureAsync();
    case ["collector", var program, ..]:
        return await new CollectorCost(program, Number(2, 200), Number(3, 50), Number(4, 30)).MeasureAsync();
    case ["sec", ..]:
        return SecComparison.Measure(Number(1, 100_000), args.Length > 2 ? [Number(2, 0)] : [10, 100, 1000]);
    case ["matching", ..]:
        return Suite.Run<MatchingBenchmarks>(args, MatchingBenchmarks.Largest);
    case ["log-lines", ..]:
        return Suite.Run<LogLineBenchmarks>(args, "", new Throughput(_ => LogLineBenchmarks.Characters));
    case ["redact", ..]:
        return Suite.Run<RedactionBenchmarks>(args, "", new Throughput(RedactionBenchmarks.Characters));
    default:
        Console.Error.WriteLine(
            """
            usage: benchmarks replay [LINES]                       whole-process rate of `diagnoser replay` over raw events, all shipped rules
                   benchmarks engine [EVENTS]                      the engine on one thread with 10 to 10,000 synthetic rules, and the shipped ones
                   benchmarks engine-profile [LINES [TIMES]]       the engine over raw events and the shipped rules, again and again, for a profiler
                   benchmarks rules-profile [EVENTS [RULES [TIMES]]]  matching and windows of synthetic rules alone, again and again, for a profiler
                   benchmarks keys [KEYS [RULES]]                  memory of the process with so many live correlation keys
                   benchmarks sweep [CONTAINERS]                   what so many containers cost the collector: measuring them, looking for changes and risks
                   benchmarks pipeline [EVENTS [HOSTS [SERVERS]]]  from a collector's sink to the database; tests/bench-pipeline brings up what it needs
                   benchmarks spool [EVENTS]                       the collector's spool: in through its sink, out as the publisher does; with DIAGNOSER__Bus__RabbitMq__Uri to that broker too
                   benchmarks collector PROGRAM [RATE [CONTAINERS [SECONDS]]]  what a published collector costs; tests/bench-collector brings up what it needs
                   benchmarks sec [EVENTS [RULES]]                 the same events and rules for the Simple Event Correlator, a linear evaluator and the engine
                   benchmarks matching [--short]                   an event through 10 to 10,000 rules, and the shipped ones
                   benchmarks log-lines [--short]                  log lines through 300 patterns, in MB/s
                   benchmarks redact [--short]                     log lines through the redactor: ordinary, with secrets, hostile; MB/s and allocations
            """);
        return 2;
}

int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
