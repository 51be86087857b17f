using System.Text.RegularExpressions;
using Diagnoser.ArchitectureTests.Support;

namespace Diagnoser.ArchitectureTests;

public sealed partial class TextTests
{
    private static readonly string[] TextFiles = [".cs", ".csproj", ".props", ".targets", ".json", ".jsonl", ".yaml", ".yml", ".md", ".sh", ".txt", ".config", ".sln", ""];

    [Fact]
    public void No_file_names_a_place_of_its_author() =>
        Findings.AssertNone(
            from file in Repository.Files
            where TextFiles.Contains(Path.GetExtension(file))
            from line in Repository.Lines(file).Select((text, index) => (text, Number: index + 1))
            let match = Workplace().Match(line.text)
            where match.Success
            select $"{file}:{line.Number}: {match.Value.Trim()}");

    [Fact]
    public void A_relative_link_leads_to_a_file() =>
        Findings.AssertNone(
            from file in Repository.Files
            where Path.GetExtension(file) == ".md"
            from Match match in Link().Matches(CodeBlock().Replace(Repository.Read(file), ""))
            let target = match.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
            let path = target.StartsWith('/') ? target[1..] : Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(target))
            where !Repository.Exists(path)
            select $"{file}: {match.Groups[1].Value}");

    // Home and work folders of a person or a build machine, and private package feeds.
    [GeneratedRegex(@"(?:^|[\s""'`=(:,])/(?:root|home/[a-z][\w-]*|Users/[\w-]+|workspaces?|work)/|[A-Z]:\\Users\\|https?://[^/\s]*(?:artifactory|nexus|jfrog|proget)")]
    private static partial Regex Workplace();

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
