using System.Diagnostics;
using System.Globalization;

namespace Diagnoser.Benchmarks.Host;

/// <summary>What a process used, by its files in /proc.</summary>
internal sealed class ProcessUse(Process process)
{
    private const double TicksPerSecond = 100;

    private long _stamp;
    private double _cpu;

    /// <summary>Resident memory now, in MB.</summary>
    public double ResidentMegabytes => Status("VmRSS") / 1024.0;

    /// <summary>Its largest resident memory so far, in MB.</summary>
    public double PeakMegabytes => Status("VmHWM") / 1024.0;

    /// <summary>Begins to count processor time.</summary>
    public void Begin() => (_stamp, _cpu) = (Stopwatch.GetTimestamp(), CpuSeconds());

    /// <summary>Processor time since <see cref="Begin"/>, in percent of one core.</summary>
    public double CpuPercent() => (CpuSeconds() - _cpu) / Stopwatch.GetElapsedTime(_stamp).TotalSeconds * 100;

    private double CpuSeconds()
    {
        var stat = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(entry => entry.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
