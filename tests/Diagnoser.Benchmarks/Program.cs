using System.Globalization;
using Diagnoser.Benchmarks;
using Diagnoser.Benchmarks.Matching;

switch (args)
{
    case ["replay", ..]:
        return ReplayRate.Measure(Number(1, 1_000_000));
    case ["pipeline", ..]:
        return await new PipelineRate(Number(1, 100_000), Number(2, 4), Number(3, 1)).MeasureAsync();
    case ["matching", ..]:
        return Suite.Run<MatchingBenchmarks>(args);
    case ["log-lines", ..]:
        return Suite.Run<LogLineBenchmarks>(args, new Throughput(LogLineBenchmarks.Characters));
    default:
        Console.Error.WriteLine(
            """
            usage: benchmarks replay [LINES]                       whole-process rate of `diagnoser replay` over raw events, all shipped rules
                   benchmarks pipeline [EVENTS [HOSTS [SERVERS]]]  from a collector's sink to the database; tests/bench-pipeline brings up what it needs
                   benchmarks matching [--short]                   an event through 10 to 10,000 rules, and the shipped ones
                   benchmarks log-lines [--short]                  log lines through 300 patterns, in MB/s
            """);
        return 2;
}

int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
