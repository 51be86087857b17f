using System.Text;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Reads processors, memory, load and pressure of the host. One thread.</summary>
internal sealed class HostReader(string procPath, FileBytes file)
{
    private const long Kilo = 1024;

    private static readonly long PageBytes = Environment.SystemPageSize;

    private readonly byte[] _proc = Encoding.UTF8.GetBytes(procPath);

    public HostReading Read(DateTimeOffset now)
    {
        var load = ReadLoad();
        return new HostReading(now)
        {
            Cpu = file.Read(_proc, "stat"u8) == FileAnswer.Read ? Processors(file.Text) : default,
            Memory = ReadMemory(),
            Load1 = load.One,
            Load5 = load.Five,
            FilesUsed = ReadFiles(),
            Pressure = ReadPressure(),
        };
    }

    // cpu  user nice system idle iowait irq softirq steal guest guest_nice; guests are in user already.
    private static ProcessorReading Processors(ReadOnlySpan<byte> text)
    {
        var reading = default(ProcessorReading);
        var lines = new Words(text);
        while (lines.NextLine(out var line))
        {
            if (!line.StartsWith("cpu"u8))
            {
                break;
            }

            var words = new Words(line);
            if (!words.Next(out var name) || name.Length > 3)
            {
                reading = reading with { Count = reading.Count + 1 };
                continue;
            }

            if (words.NextNumber(out var user) && words.NextNumber(out var nice) && words.NextNumber(out var system) && words.NextNumber(out var idle)
                && words.NextNumber(out var waiting) && words.NextNumber(out var interrupts) && words.NextNumber(out var soft) && words.NextNumber(out var stolen))
            {
                var busy = user + nice + system + interrupts + soft;
                reading = new ProcessorReading(reading.Count, busy + idle + waiting + stolen, busy, stolen, waiting);
            }
        }

        return reading;
    }

    private HostMemoryReading ReadMemory()
    {
        var reading = default(HostMemoryReading);
        if (file.Read(_proc, "meminfo"u8) == FileAnswer.Read)
        {
            var swap = NumberText.After(file.Text, "SwapTotal:"u8);
            reading = new HostMemoryReading(
                NumberText.After(file.Text, "MemTotal:"u8) * Kilo,
                NumberText.After(file.Text, "MemAvailable:"u8) * Kilo,
                (swap - NumberText.After(file.Text, "SwapFree:"u8)) * Kilo,
                null,
                null);
        }

        return file.Read(_proc, "vmstat"u8) != FileAnswer.Read ? reading : reading with
        {
            SwappedIn = NumberText.After(file.Text, "pswpin"u8) * PageBytes,
            OomKills = NumberText.After(file.Text, "oom_kill"u8),
        };
    }

    private (double? One, double? Five) ReadLoad()
    {
        if (file.Read(_proc, "loadavg"u8) != FileAnswer.Read)
        {
            return default;
        }

        var words = new Words(file.Text);
        return words.Next(out var one) && words.Next(out var five) ? (NumberText.Fraction(one), NumberText.Fraction(five)) : default;
    }

    private double? ReadFiles()
    {
        if (file.Read(_proc, "sys/fs/file-nr"u8) != FileAnswer.Read)
        {
            return null;
        }

        var words = new Words(file.Text);
        return words.NextNumber(out var open) && words.Skip(1) && words.NextNumber(out var limit) ? StatsFields.Share(open, limit) : null;
    }

    private HostPressure ReadPressure()
    {
        _ = file.Read(_proc, "pressure/cpu"u8);
        var cpu = PressureText.Ratio(file.Text, "some"u8, "avg60="u8);
        _ = file.Read(_proc, "pressure/io"u8);
        var io = PressureText.Ratio(file.Text, "some"u8, "avg60="u8);
        _ = file.Read(_proc, "pressure/memory"u8);
        return new HostPressure(cpu, io, PressureText.Ratio(file.Text, "some"u8, "avg60="u8), PressureText.Ratio(file.Text, "full"u8, "avg60="u8));
    }
}
