using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Tests.Redaction;

/// <summary>What programs, engines and kernels really print is left alone: the lines of the runbooks' tests, and recordings of real hosts.</summary>
public sealed class CleanCorpusTests(ITestOutputHelper output)
{
    private const double MostInThousand = 2;

    [Fact]
    public void Of_a_thousand_ordinary_lines_two_at_most_lose_something()
    {
        var redactor = new Redactor();
        var lines = Lines().ToList();
        var changed = lines.Where(line => !ReferenceEquals(line, redactor.Redact(line))).ToList();

        output.WriteLine($"{changed.Count} of {lines.Count} lines");
        Assert.True(lines.Count > 2000, $"only {lines.Count} lines were found");
        Assert.True(changed.Count * 1000.0 / lines.Count <= MostInThousand, string.Join('\n', changed.Take(20).Select(redactor.Redact)));
    }

    private static IEnumerable<string> Lines()
    {
        var top = new DirectoryInfo(AppContext.BaseDirectory);
        while (top is not null && !File.Exists(Path.Combine(top.FullName, "Diagnoser.sln")))
        {
            top = top.Parent;
        }

        Assert.NotNull(top);
        var folders = new[] { "runbooks", "src/Diagnoser.Server/Recordings", "tests/Diagnoser.Server.Tests/Cli/Replay/Recordings", "tests/Diagnoser.Server.Tests/Runbooks/Examples" };
        return folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(top.FullName, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".yaml" or ".jsonl")
            .SelectMany(File.ReadLines);
    }
}
