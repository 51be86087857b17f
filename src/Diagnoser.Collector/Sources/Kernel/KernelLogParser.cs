using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>Finds OOM kills and segmentation faults in kernel records. An OOM kill has two lines: whose limit, then which process.</summary>
internal sealed class KernelLogParser
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly SearchValues<string> Hints = SearchValues.Create(["oom-kill:", " process ", "segfault at"], StringComparison.Ordinal);

    // Anchored at the end: a process can name itself "x,pid=1,uid=0".
    private readonly Regex _context = new(
        @"^oom-kill:constraint=(?<constraint>CONSTRAINT_\w+),nodemask=[^=]*?,cpuset=[^,]+,mems_allowed=[\d,-]*?,(?:global_oom|oom_memcg=(?<oom>[^,]+)),task_memcg=(?<task>[^,]+),task=(?<comm>.*),pid=(?<pid>\d+),uid=\d+$",
        Linear);

    private readonly Regex _killed = new(
        @"^(?<kind>Memory cgroup out of memory|Out of memory)(?: \(oom_kill_allocating_task\))?: Kill(?:ed)? process (?<pid>\d+) \((?<comm>.+?)\),? (?:UID \d+, )?total-vm:\d+kB, anon-rss:(?<anon>\d+)kB, file-rss:(?<file>\d+)kB(?:, shmem-rss:(?<shmem>\d+)kB)?",
        Linear);

    private readonly Regex _fault = new(@"^(?<comm>.+)\[(?<pid>\d+)\]: segfault at [0-9a-f]+ ip", Linear);
    private static readonly Regex ContainerIds = new("[0-9a-f]{64}", Linear);

    private KernelFact? _pending;

    /// <summary>True while the second line of an OOM kill is awaited.</summary>
    public bool IsPending => _pending is not null;

    /// <summary>Takes a record; adds the facts that are complete with it.</summary>
    public void Accept(KernelRecord record, List<KernelFact> facts)
    {
        if (!record.IsKernel || !record.Text.AsSpan().ContainsAny(Hints))
        {
            return;
        }

        if (_context.Match(record.Text) is { Success: true } context)
        {
            Flush(facts);
            var task = context.Groups["task"].Value;
            _pending = new KernelFact(record.Sequence, record.Microseconds, context.Groups["comm"].Value, Number(context.Groups["pid"]), [record.Text])
            {
                Constraint = Constraint(context.Groups["constraint"].Value),
                OomCgroup = context.Groups["oom"] is { Success: true } oom ? oom.Value : null,
                TaskCgroup = task,
                ContainerId = LastContainerId(task),
            };
        }
        else if (_killed.Match(record.Text) is { Success: true } killed)
        {
            Complete(record, killed, facts);
        }
        else if (_fault.Match(record.Text) is { Success: true } fault)
        {
            facts.Add(new KernelFact(record.Sequence, record.Microseconds, fault.Groups["comm"].Value, Number(fault.Groups["pid"]), [record.Text]));
        }
    }

    /// <summary>Gives up waiting for a second line.</summary>
    public void Flush(List<KernelFact> facts)
    {
        if (_pending is { } pending)
        {
            facts.Add(pending);
            _pending = null;
        }
    }

    /// <summary>The innermost container of a cgroup path: containers can hold containers.</summary>
    public static string? LastContainerId(string cgroup) => ContainerIds.Matches(cgroup) is { Count: > 0 } matches ? matches[^1].Value : null;

    private void Complete(KernelRecord record, Match killed, List<KernelFact> facts)
    {
        var pid = Number(killed.Groups["pid"]);
        var bytes = (Kilobytes(killed.Groups["anon"]) + Kilobytes(killed.Groups["file"]) + Kilobytes(killed.Groups["shmem"])) * 1024;
        if (_pending is { } pending && pending.Pid == pid)
        {
            _pending = null;
            facts.Add(pending with { ResidentBytes = bytes, Lines = [.. pending.Lines, record.Text] });
            return;
        }

        Flush(facts);

        // Kernels before 5.0 have no first line; a group kill repeats the second one for each process.
        facts.Add(new KernelFact(record.Sequence, record.Microseconds, killed.Groups["comm"].Value, pid, [record.Text])
        {
            Constraint = killed.Groups["kind"].Value.StartsWith("Memory", StringComparison.Ordinal) ? "memcg" : "host",
            ResidentBytes = bytes,
        });
    }

    private static string Constraint(string name) => name switch
    {
        "CONSTRAINT_MEMCG" => "memcg",
        "CONSTRAINT_CPUSET" => "cpuset",
        _ => "host",
    };

    private static int Number(Group group) => int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static long Kilobytes(Group group) => long.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
