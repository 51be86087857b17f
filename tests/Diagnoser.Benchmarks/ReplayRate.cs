using System.Diagnostics;
using System.Globalization;

namespace Diagnoser.Benchmarks;

/// <summary>Times <c>diagnoser replay</c> as a whole process, start-up and rules included.</summary>
internal static class ReplayRate
{
    private const int Rounds = 5;

    /// <summary>Makes each file, runs the program on it and prints each round and the median.</summary>
    public static int Measure(int lines) => Enum.GetValues<RawMix>().All(mix => Measure(lines, mix)) ? 0 : 1;

    private static bool Measure(int lines, RawMix mix)
    {
        var file = Path.Combine(Path.GetTempPath(), $"diagnoser-raw-{mix}-{lines}.jsonl");
        RawEvents.Write(file, lines, mix);
        var rounds = new List<Round>();
        try
        {
            for (var i = 0; i < Rounds; i++)
            {
                if (Run(file) is not { } round)
                {
                    return false;
                }

                rounds.Add(round);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{mix} {i + 1}: {round.Seconds:0.00} s, {lines / round.Seconds:N0} events/s, {round.Records:N0} records"));
            }
        }
        finally
        {
            File.Delete(file);
        }

        var median = rounds.OrderBy(r => r.Seconds).ElementAt(Rounds / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mix}, median: {lines / median.Seconds:N0} raw events/s, whole process, {lines:N0} events"));
        return true;
    }

    private static Round? Run(string file)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "diagnoser.dll"), "replay", file, "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var records = 0;
        while (process.StandardOutput.ReadLine() is not null)
        {
            records++;
        }

        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode == 0)
        {
            return new Round(seconds, records);
        }

        Console.Error.WriteLine(errors.Result);
        return null;
    }

    private readonly record struct Round(double Seconds, int Records);
}
