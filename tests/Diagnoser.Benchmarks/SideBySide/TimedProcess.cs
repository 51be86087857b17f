using System.Diagnostics;
using System.Globalization;

namespace Diagnoser.Benchmarks.SideBySide;

/// <summary>What a program took.</summary>
/// <param name="Seconds">Elapsed.</param>
/// <param name="Cpu">Seconds of processor time, all its threads and children together.</param>
internal readonly record struct Effort(double Seconds, double Cpu)
{
    /// <summary>The rest, without what it takes anyway; never nothing, so that it can be divided by.</summary>
    public Effort Without(Effort other) => new(Math.Max(Seconds - other.Seconds, 1e-3), Math.Max(Cpu - other.Cpu, 1e-3));

    /// <summary>The lesser of both, each by itself: what disturbs only ever adds.</summary>
    public Effort Or(Effort other) => new(Math.Min(Seconds, other.Seconds), Math.Min(Cpu, other.Cpu));
}

/// <summary>Runs a program to its end and times it as a whole.</summary>
internal static class TimedProcess
{
    /// <summary>Runs it; a shell times it, since the processor time of a process that has ended cannot be asked for.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static (Effort Effort, IReadOnlyList<string> Output) Run(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%R %U %S'; time \"$0\" \"$@\"", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output.Add(line);
        }

        process.WaitForExit();
        var said = errors.Result.TrimEnd().Split('\n');
        return process.ExitCode == 0
            ? (Times(said[^1]), output)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {string.Join('\n', said)}");
    }

    private static Effort Times(string line)
    {
        var seconds = line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return new Effort(seconds[0], seconds[1] + seconds[2]);
    }
}
