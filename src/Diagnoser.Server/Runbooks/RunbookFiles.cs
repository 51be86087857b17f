using System.Buffers;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Runbooks;

/// <summary>A file as it stood at one moment.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Content">What stood in it, up to one byte more than a runbook may have.</param>
internal sealed record RunbookFile(string Path, byte[] Content)
{
    /// <summary>True if it changes rules of other files.</summary>
    public bool IsOverride { get; init; }

    /// <summary>True if the other has the same content at the same path.</summary>
    public bool IsSame(RunbookFile? other) =>
        other is not null && Path == other.Path && (ReferenceEquals(Content, other.Content) || Content.AsSpan().SequenceEqual(other.Content));
}

/// <summary>What stood in the files of runbooks at one moment.</summary>
/// <param name="Files">The files that could be read, in order of path.</param>
/// <param name="Findings">What could not, and what is not read.</param>
internal sealed record RunbookFiles(IReadOnlyList<RunbookFile> Files, IReadOnlyList<LintFinding> Findings)
{
    public static readonly RunbookFiles None = new([], []);

    /// <summary>Number of files that were looked at.</summary>
    public int Found { get; init; } = Files.Count;

    /// <summary>True if nothing differs.</summary>
    public bool IsSame(RunbookFiles? other) =>
        other is not null && Files.Count == other.Files.Count && Files.Zip(other.Files).All(f => f.First.IsSame(f.Second)) && Findings.SequenceEqual(other.Findings);

    /// <summary>Reads these files; what has not changed since an earlier reading is compared, not copied.</summary>
    public static RunbookFiles Read(IEnumerable<(string File, bool IsOverride)> paths, IReadOnlyList<LintFinding> findings, RunbookFiles before)
    {
        var known = before.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var files = new List<RunbookFile>();
        var all = new List<LintFinding>(findings);
        var found = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(YamlText.MaxBytes + 1);
        try
        {
            foreach (var (path, isOverride) in paths)
            {
                found++;
                try
                {
                    var content = buffer.AsSpan(0, Fill(path, buffer.AsSpan(0, YamlText.MaxBytes + 1)));
                    files.Add(known.TryGetValue(path, out var file) && content.SequenceEqual(file.Content) ? file : new RunbookFile(path, content.ToArray()) { IsOverride = isOverride });
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    all.Add(YamlText.Finding(path, 1, 1, $"the file cannot be read: {e.Message}"));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new RunbookFiles(files, all) { Found = found };
    }

    private static int Fill(string path, Span<byte> buffer)
    {
        RegularFile.Require(path);
        using var handle = File.OpenHandle(path);
        var length = 0;
        while (length < buffer.Length && RandomAccess.Read(handle, buffer[length..], length) is > 0 and var read)
        {
            length += read;
        }

        return length;
    }
}
