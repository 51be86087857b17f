using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Tests.Rules.Linting;

public sealed class LintChecksTests
{
    [Fact]
    public void The_page_of_checks_says_what_the_linter_looks_for()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Approved");
        var approved = File.Exists(Path.Combine(folder, "lint.md")) ? File.ReadAllText(Path.Combine(folder, "lint.md")).ReplaceLineEndings("\n") : "";
        var received = LintPage.Text();
        if (received != approved)
        {
            _ = Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, "lint.md.received");
            File.WriteAllText(path, received);
            Assert.Fail($"docs/lint.md differs from the checks. If the checks are right: cp {path} docs/lint.md");
        }
    }

    [Fact]
    public void Ids_are_unique_and_all_checks_are_listed()
    {
        var declared = typeof(LintChecks).GetFields().Select(f => f.GetValue(null)).OfType<LintCheck>().ToList();

        Assert.Equal(declared.Count, declared.Select(c => c.Id).Distinct().Count());
        Assert.Equal(declared.Select(c => c.Id).Order(), LintChecks.All.Select(c => c.Id).Order());
    }
}
