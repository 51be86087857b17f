using System.Globalization;
using Diagnoser.Benchmarks;

switch (args)
{
    case ["replay", ..]:
        return ReplayRate.Measure(Number(1, 1_000_000));
    case ["pipeline", ..]:
        return await new PipelineRate(Number(1, 100_000), Number(2, 4), Number(3, 1)).MeasureAsync();
    default:
        Console.Error.WriteLine(
            """
            usage: benchmarks replay [LINES]                       whole-process rate of `diagnoser replay` over raw events, all shipped rules
                   benchmarks pipeline [EVENTS [HOSTS [SERVERS]]]  from a collector's sink to the database; tests/bench-pipeline brings up what it needs
            """);
        return 2;
}

int Number(int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
