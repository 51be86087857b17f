using System.Text.RegularExpressions;
using Diagnoser.ArchitectureTests.Support;

namespace Diagnoser.ArchitectureTests;

public sealed partial class SourceTests
{
    private const int Wall = 400;

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Findings.AssertNone(Repository.Sources.Select(f => (f, Lines: Repository.Lines(f).Length)).Where(x => x.Lines > Wall).Select(x => $"{x.f}: {x.Lines} lines"));

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Findings.AssertNone(
            from file in Repository.Sources
            from Match match in TypeName().Matches(Repository.Read(file))
            where EmptySuffix().IsMatch(match.Groups[1].Value)
            select $"{file}: {match.Groups[1].Value}");

    [Fact]
    public void A_namespace_is_its_folder() =>
        Findings.AssertNone(
            from file in Repository.Sources
            let declared = NamespaceLine().Match(Repository.Read(file)).Groups[1].Value
            where declared != Folder(file) && !(declared.Length == 0 && Path.GetFileName(file) == "Program.cs")
            select $"{file}: {(declared.Length == 0 ? "no file-scoped namespace" : declared)}, expected {Folder(file)}");

    [Fact]
    public void Contracts_are_one_namespace() =>
        Findings.AssertNone(Repository.Sources.Where(f => f.StartsWith("src/Diagnoser.Contracts/", StringComparison.Ordinal) && f.Count(c => c == '/') > 2));

    [Fact]
    public void A_suppressed_warning_says_why() =>
        Findings.AssertNone(
            from file in Repository.Sources
            from line in Repository.Lines(file)
            where Suppression().IsMatch(line) && !line.Contains("because", StringComparison.Ordinal)
            select $"{file}: {line.Trim()}");

    [Fact]
    public void A_test_sits_where_the_source_sits_that_it_names() =>
        Findings.AssertNone(
            from test in Repository.Sources
            let match = UnitTest().Match(test)
            where match.Success
            let project = $"src/{match.Groups["project"].Value}/"
            let named = Repository.Sources.Where(s =>
                s.StartsWith(project, StringComparison.Ordinal) && Path.GetFileName(s) == match.Groups["name"].Value + ".cs").ToList()
            let mirrored = $"{project}{match.Groups["folder"].Value}{match.Groups["name"].Value}.cs"
            where named.Count > 0 && !named.Contains(mirrored)
            select $"{test}: {named[0]} is elsewhere");

    private static string Folder(string file)
    {
        var parts = file.Split('/')[1..^1];
        return string.Join('.', parts);
    }

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex("(?:Manager|Helpers?|Utils?|Utilit(?:y|ies)|Common|Base|Impl|Info|Data|Service|Processor)$")]
    private static partial Regex EmptySuffix();

    [GeneratedRegex(@"^namespace\s+([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*#pragma warning disable|^\s*\[(?:assembly: ?)?(?:Unconditional)?SuppressMessage\(")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"^tests/(?<project>Diagnoser\.\w+)\.Tests/(?<folder>(?:[^/]+/)*)(?<name>\w+)Tests\.cs$")]
    private static partial Regex UnitTest();
}
