using System.Text;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Reads for how long each block device has worked since boot, in milliseconds. One thread.</summary>
internal sealed class DiskReader(string procPath, FileBytes file)
{
    private const int BeforeTime = 9;

    private readonly byte[] _proc = Encoding.UTF8.GetBytes(procPath);

    /// <summary>Milliseconds by device numbers such as <c>8:1</c>; empty if the kernel does not tell.</summary>
    public Dictionary<string, long> BusyTimes()
    {
        var times = new Dictionary<string, long>(StringComparer.Ordinal);
        if (file.Read(_proc, "diskstats"u8) != FileAnswer.Read)
        {
            return times;
        }

        // major minor name reads merged sectors ms writes merged sectors ms in-flight busy-ms …
        var lines = new Words(file.Text);
        while (lines.NextLine(out var line))
        {
            var words = new Words(line);
            if (words.Next(out var major) && words.Next(out var minor) && words.Skip(1 + BeforeTime) && words.NextNumber(out var time))
            {
                times[$"{Encoding.ASCII.GetString(major)}:{Encoding.ASCII.GetString(minor)}"] = time;
            }
        }

        return times;
    }
}
