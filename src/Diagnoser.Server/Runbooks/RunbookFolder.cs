using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Server.Runbooks;

/// <summary>What was loaded.</summary>
/// <param name="Set">The rules in force, after overrides; null if there is an error anywhere.</param>
/// <param name="Rules">The rules that could be read, as they are written.</param>
/// <param name="Findings">What the linter found.</param>
internal sealed record Runbooks(RuleSet? Set, IReadOnlyList<Rule> Rules, IReadOnlyList<LintFinding> Findings)
{
    /// <summary>Number of files that were looked at.</summary>
    public int Files { get; init; }

    /// <summary>The rules with what overrides make of them.</summary>
    public IReadOnlyList<RuleInForce> InForce { get; init; } = [];

    /// <summary>The overrides, also those that have ended.</summary>
    public IReadOnlyList<RuleOverride> Overrides { get; init; } = [];

    /// <summary>The rules in force; what is broken is left out.</summary>
    public RuleSet Usable => Set ?? RuleSet.Of(InForce.Where(r => r.IsEnabled).Select(r => r.Rule));
}

/// <summary>Loads runbooks from a folder, its subfolders, or a single file.</summary>
internal static class RunbookFolder
{
    private const string Overrides = "overrides";
    private const int MaxDepth = 8;
    private static readonly EnumerationOptions All = new() { IgnoreInaccessible = false, AttributesToSkip = 0 };

    /// <summary>
    /// Loads every <c>*.yaml</c> below a folder, in order of path; what lies in a folder named <c>overrides</c> changes rules of the others, and
    /// what is hidden by a dot is not looked at.
    /// </summary>
    /// <param name="path">The folder, or one file.</param>
    /// <param name="today">The day by which the <c>until</c> of an exception or override is judged; without one it is not.</param>
    public static Runbooks Load(string path, DateOnly? today = null) => Load([path], today);

    /// <summary>Loads several folders and files as one set.</summary>
    public static Runbooks Load(IReadOnlyList<string> paths, DateOnly? today = null) => Read(Collect(paths, RunbookFiles.None), today);

    /// <summary>Takes what stands in the files now.</summary>
    /// <param name="paths">Folders and files.</param>
    /// <param name="before">What stood there when it was last looked.</param>
    public static RunbookFiles Collect(IReadOnlyList<string> paths, RunbookFiles before)
    {
        var findings = new List<LintFinding>();
        var files = new List<(string File, bool IsOverride)>();
        foreach (var path in paths)
        {
            Find(path, files, findings);
        }

        return RunbookFiles.Read(files.DistinctBy(f => f.File).OrderBy(f => f.File, StringComparer.Ordinal), findings, before);
    }

    /// <summary>Reads the rules in these files. Of two with one id the one whose file comes first is the rule.</summary>
    /// <param name="files">The files.</param>
    /// <param name="today">The day by which an <c>until</c> is judged.</param>
    /// <param name="purpose">What they are read for.</param>
    public static Runbooks Read(RunbookFiles files, DateOnly? today, ReadFor purpose = ReadFor.Authors)
    {
        var findings = new List<LintFinding>(files.Findings);
        var trees = new List<(string File, RuleNode Root)>();
        var overrides = new List<(string File, RuleNode Root)>();
        foreach (var file in files.Files)
        {
            var tree = file.IsOverride ? YamlTree.ReadAll(file.Content, file.Path) : YamlTree.Read(file.Content, file.Path);
            findings.AddRange(tree.Findings);
            if (tree.Root is { } root)
            {
                (file.IsOverride ? overrides : trees).Add((file.Path, root));
            }
        }

        var reading = RuleSetReader.Read(trees, today, overrides, purpose);
        IReadOnlyList<LintFinding> all = [.. findings.Concat(reading.Findings).OrderBy(f => f.File, StringComparer.Ordinal)];
        return new Runbooks(all.Any(f => f.Level == FindingLevel.Error) ? null : reading.Set, reading.Rules, all)
        {
            Files = files.Found,
            InForce = reading.InForce,
            Overrides = reading.Overrides,
        };
    }

    private static void Find(string path, List<(string File, bool IsOverride)> files, List<LintFinding> findings)
    {
        try
        {
            if (File.Exists(path))
            {
                files.Add((path, Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) == Overrides));
                return;
            }

            if (!Directory.Exists(path))
            {
                findings.Add(YamlText.Finding(path, 1, 1, "there is no such folder or file"));
                return;
            }

            Search(path, files, findings);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(YamlText.Finding(path, 1, 1, $"the folder cannot be read: {e.Message}"));
        }
    }

    private static void Search(string folder, List<(string File, bool IsOverride)> files, List<LintFinding> findings)
    {
        var before = files.Count;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        foreach (var file in Below(folder))
        {
            var extension = Path.GetExtension(file);
            if (extension == ".yaml")
            {
                var folders = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).SkipLast(1).Append(name);
                files.Add((file, folders.Contains(Overrides)));
            }
            else if (extension == ".yml")
            {
                findings.Add(YamlText.Finding(LintChecks.IgnoredFile, file, new Mark(1, 1), "", "the file is not read; runbooks end in .yaml"));
            }
        }

        if (files.Count == before)
        {
            findings.Add(YamlText.Finding(folder, 1, 1, "the folder holds no runbooks (*.yaml)"));
        }
    }

    // Each folder once, links last: one that leads back into the runbooks shows nothing that was not found there.
    private static IEnumerable<string> Below(string root)
    {
        var seen = new HashSet<(uint, uint, ulong)>();
        var open = new PriorityQueue<(string Path, int Depth), bool>([((root, 0), false)]);
        while (open.TryDequeue(out var folder, out _))
        {
            if (folder.Depth > MaxDepth || (RegularFile.Identity(folder.Path) is { } identity && !seen.Add(identity)))
            {
                continue;
            }

            foreach (var below in new DirectoryInfo(folder.Path).EnumerateDirectories("*", All).Where(f => !IsHidden(f.Name)))
            {
                open.Enqueue((Path.Combine(folder.Path, below.Name), folder.Depth + 1), below.LinkTarget is not null);
            }

            foreach (var file in Directory.EnumerateFiles(folder.Path, "*", All).Where(f => !IsHidden(Path.GetFileName(f))))
            {
                yield return file;
            }
        }
    }

    // Editors keep their notes there, Git its own files, and Kubernetes what its links point to.
    private static bool IsHidden(string name) => name.StartsWith('.');
}
