using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>The runbooks that travel with the program: each without findings, and its own tests pass with all others loaded.</summary>
public sealed class ShippedRunbooksTests
{
    private static readonly Diagnoser.Server.Runbooks.Runbooks Shipped = RunbookFolder.Load(Path.Combine(AppContext.BaseDirectory, "runbooks"));

    public static TheoryData<string> Ids => [.. Shipped.Rules.Select(r => r.Id)];

    [Fact]
    public void There_are_no_findings() => Assert.Empty(Shipped.Findings.Select(f => f.ToString()));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_own_tests_pass(string id)
    {
        var rule = Shipped.Set!.Find(id)!;

        Assert.NotEmpty(rule.Tests);
        Assert.All(RuleTestRunner.Run(rule, Shipped.Set), r => Assert.True(r.Passed, $"{r.Test.Name}\nexpected: {r.Expected}\ngot: {r.Got}"));
    }

    [Fact]
    public void Their_tests_reach_nearly_all_of_them()
    {
        var coverages = Shipped.Rules.Select(r => RuleCoverage.Of(r, RuleTestRunner.Run(r, Shipped.Set!))).ToList();
        var missed = coverages.SelectMany(c => c.Parts.Where(p => !p.IsReached).Select(p => $"{c.Rule.Id}: {p.Kind} {p.Name}")).ToList();
        var all = coverages.Sum(c => c.Parts.Count);

        Assert.True(missed.Count * 20 <= all, $"{missed.Count} of {all} parts are not reached:\n{string.Join('\n', missed)}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void No_command_takes_a_line_break_from_a_container(string id)
    {
        var rule = Shipped.Set!.Find(id)!;
        IEnumerable<Template?> commands = rule.Fixes.SelectMany(f => new[] { f.Command, f.Rollback });

        Assert.All(commands.OfType<Template>(), c => Assert.Null(c.Render(new Hostile(), RenderTarget.Shell).Text is { } text && text.Contains('\n', StringComparison.Ordinal) ? text : null));
    }

    private sealed class Hostile : IScope
    {
        public Value Resolve(string path) => Value.Of("x\n; rm -rf /");
    }
}
