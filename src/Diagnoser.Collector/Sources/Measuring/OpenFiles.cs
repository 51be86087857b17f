using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Finds the process of a container that has most files open. One thread.</summary>
internal sealed class OpenFiles(string procPath, FileBytes file)
{
    private const int MostProcesses = 64;
    private const int MostRefusals = 3;

    private int _refusals;

    /// <summary>Why open files of other users' processes cannot be counted here; null if they can.</summary>
    public static MissingEvidence? FindMissing(string procPath)
    {
        if (FileState.Of($"{procPath}/1/fd") is not { Size: 0 })
        {
            return null;
        }

        try
        {
            _ = Directory.EnumerateFileSystemEntries($"{procPath}/1/fd").Any();
            return null;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return new MissingEvidence("process.open_files", "this kernel (before 6.2) does not count open files, and other users' may not be looked at", "give the collector CAP_SYS_PTRACE");
        }
    }

    /// <summary>True if the kernel does not count open files and they may not be counted one by one.</summary>
    public bool IsRefused => _refusals >= MostRefusals;

    /// <summary>How many files it has open and how many it may have; null where that is not known.</summary>
    public (long? Count, long? Limit) Read(CgroupFolders folders)
    {
        if (IsRefused || file.Read(folders.Tasks, "cgroup.procs"u8) != FileAnswer.Read)
        {
            return default;
        }

        Span<int> processes = stackalloc int[MostProcesses];
        var count = 0;
        var words = new Words(file.Text);
        while (count < MostProcesses && words.NextNumber(out var pid))
        {
            processes[count++] = (int)pid;
        }

        (long? Count, int Pid) most = default;
        foreach (var pid in processes[..count])
        {
            if (CountOf(pid) is { } open && open > (most.Count ?? -1))
            {
                most = (open, pid);
            }
        }

        return (most.Count, most.Count is null ? null : LimitOf(most.Pid));
    }

    // Linux 6.2 and later give the number as the folder's size, which needs no right to look into it.
    private long? CountOf(int pid)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"{procPath}/{pid}/fd");
        return FileState.Of(folder) is not { } state ? null : state.Size > 0 ? state.Size : Enumerate(folder);
    }

    private long? Enumerate(string folder)
    {
        if (IsRefused)
        {
            return null;
        }

        try
        {
            var count = new FileSystemEnumerable<bool>(folder, static (ref _) => true, new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = 0 }).LongCount();
            _refusals = 0;
            return count;
        }
        catch (UnauthorizedAccessException)
        {
            _refusals++;
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private long? LimitOf(int pid)
    {
        if (file.Read(Encoding.UTF8.GetBytes(procPath), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{pid}/limits"))) != FileAnswer.Read)
        {
            return null;
        }

        var lines = new Words(file.Text);
        while (lines.NextLine(out var line))
        {
            if (line.StartsWith("Max open files"u8))
            {
                return NumberText.TryRead(line["Max open files"u8.Length..].TrimStart((byte)' '), out var limit) ? limit : null;
            }
        }

        return null;
    }
}
