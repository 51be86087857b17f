using Diagnoser.Benchmarks;

if (args is not ["replay", ..])
{
    Console.Error.WriteLine("usage: benchmarks replay [LINES]   whole-process rate of `diagnoser replay` over raw events, all shipped rules");
    return 2;
}

return ReplayRate.Measure(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
