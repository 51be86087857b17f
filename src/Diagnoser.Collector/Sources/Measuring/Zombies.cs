using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Kernel;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Counts ended processes that nobody waited for, by container. The kernel leaves them out of cgroup.procs, so all processes are looked at. One thread.</summary>
internal sealed class Zombies(string procPath, FileBytes file)
{
    private const int MostProcesses = 20_000;

    private readonly byte[] _folder = Encoding.UTF8.GetBytes(procPath);
    private Dictionary<string, int>? _counts;

    /// <summary>How many the container had when they were counted last; null if they could not be counted.</summary>
    public int? Of(string containerId) => _counts is null ? null : _counts.GetValueOrDefault(containerId);

    /// <summary>Counts them.</summary>
    public void Count()
    {
        try
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            Span<byte> name = stackalloc byte[32];
            foreach (var pid in Processes().Take(MostProcesses))
            {
                if (IsZombie(pid, name) && ContainerOf(pid) is { } container)
                {
                    counts[container] = counts.GetValueOrDefault(container) + 1;
                }
            }

            _counts = counts;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            _counts = null;
        }
    }

    private FileSystemEnumerable<int> Processes() =>
        new(procPath, static (ref entry) => int.Parse(entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture))
        {
            ShouldIncludePredicate = static (ref entry) => int.TryParse(entry.FileName, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        };

    // 4242 (any name, ) included) Z 1 …
    private bool IsZombie(int pid, Span<byte> name)
    {
        _ = System.Buffers.Text.Utf8Formatter.TryFormat(pid, name, out var digits);
        "/stat"u8.CopyTo(name[digits..]);
        if (file.Read(_folder, name[..(digits + "/stat"u8.Length)]) != FileAnswer.Read)
        {
            return false;
        }

        var end = file.Text.LastIndexOf((byte)')');
        return end >= 0 && file.Text[end..].StartsWith(") Z"u8);
    }

    private string? ContainerOf(int pid) =>
        HostFiles.Read(string.Create(CultureInfo.InvariantCulture, $"{procPath}/{pid}/cgroup")) is { } cgroups ? KernelLogParser.LastContainerId(cgroups) : null;
}
