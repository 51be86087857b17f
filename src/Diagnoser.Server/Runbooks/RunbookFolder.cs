using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Server.Runbooks;

/// <summary>What was loaded.</summary>
/// <param name="Set">All rules; null if there is an error anywhere.</param>
/// <param name="Rules">The rules that could be read.</param>
/// <param name="Findings">What the linter found.</param>
internal sealed record Runbooks(RuleSet? Set, IReadOnlyList<Rule> Rules, IReadOnlyList<LintFinding> Findings)
{
    /// <summary>Number of files that were looked at.</summary>
    public int Files { get; init; }
}

/// <summary>Loads runbooks from a folder, its subfolders, or a single file.</summary>
internal static class RunbookFolder
{
    private const string Overrides = "overrides";

    /// <summary>Loads every <c>*.yaml</c> below a folder, in order of path.</summary>
    /// <param name="path">The folder, or one file.</param>
    /// <param name="today">The day by which an exception's <c>until</c> is judged; without one it is not.</param>
    public static Runbooks Load(string path, DateOnly? today = null) => Load([path], today);

    /// <summary>Loads several folders and files as one set.</summary>
    public static Runbooks Load(IReadOnlyList<string> paths, DateOnly? today = null)
    {
        var findings = new List<LintFinding>();
        var files = new List<string>();
        foreach (var path in paths)
        {
            Find(path, files, findings);
        }

        var trees = new List<(string File, RuleNode Root)>();
        foreach (var file in files.Distinct().Order(StringComparer.Ordinal))
        {
            if (Read(file, findings) is { } root)
            {
                trees.Add((file, root));
            }
        }

        var reading = RuleSetReader.Read(trees, today);
        IReadOnlyList<LintFinding> all = [.. findings.Concat(reading.Findings).OrderBy(f => f.File, StringComparer.Ordinal)];
        return new Runbooks(all.Any(f => f.Level == FindingLevel.Error) ? null : reading.Set, reading.Rules, all) { Files = files.Count };
    }

    private static void Find(string path, List<string> files, List<LintFinding> findings)
    {
        try
        {
            if (File.Exists(path))
            {
                files.Add(path);
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

    private static void Search(string folder, List<string> files, List<LintFinding> findings)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = false,
            AttributesToSkip = 0,
            MaxRecursionDepth = 8,
        };
        var before = files.Count;
        foreach (var file in Directory.EnumerateFiles(folder, "*", options))
        {
            var inside = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
            var extension = Path.GetExtension(file);
            if (inside.SkipLast(1).Contains(Overrides) && extension is ".yaml" or ".yml")
            {
                findings.Add(YamlText.Finding(file, 1, 1, $"{Overrides}/ is not supported by this version; change the rule itself for now", "", LintChecks.Unsupported));
            }
            else if (extension == ".yaml")
            {
                files.Add(file);
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

    private static RuleNode? Read(string file, List<LintFinding> findings)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[YamlText.MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var reading = YamlTree.Read(bytes.AsSpan(0, length), file);
            findings.AddRange(reading.Findings);
            return reading.Root;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(YamlText.Finding(file, 1, 1, $"the file cannot be read: {e.Message}"));
            return null;
        }
    }
}
