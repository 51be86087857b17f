using System.Diagnostics;
using System.Globalization;

namespace Diagnoser.Benchmarks;

/// <summary>Times <c>diagnoser replay</c> as a whole process, start-up and rules included.</summary>
internal static class ReplayRate
{
    private const int Rounds = 5;

    /// <summary>Makes the file, runs the program on it and prints each round and the median.</summary>
    public static int Measure(int lines)
    {
        var file = Path.Combine(Path.GetTempPath(), $"diagnoser-raw-{lines}.jsonl");
        RawEvents.Write(file, lines);
        var program = Path.Combine(AppContext.BaseDirectory, "diagnoser.dll");
        var rates = new List<double>();
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "replay", file, "--json"])
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
                if (process.ExitCode != 0)
                {
                    Console.Error.WriteLine(errors.Result);
                    return 1;
                }

                rates.Add(lines / seconds);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round + 1}: {seconds:0.00} s, {lines / seconds:N0} events/s, {records:N0} records"));
            }
        }
        finally
        {
            File.Delete(file);
        }

        rates.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median: {rates[Rounds / 2]:N0} raw events/s, whole process, {lines:N0} events"));
        return 0;
    }
}
