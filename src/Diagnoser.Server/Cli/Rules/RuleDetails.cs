using Diagnoser.Engine;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Overrides;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>All of a rule, as <c>rules show --json</c> has it.</summary>
internal sealed record RuleDetails(
    IReadOnlyList<SelectionRecord> Selections,
    IReadOnlyList<string> Decides,
    IReadOnlyList<ExceptionRecord> Exceptions,
    IReadOnlyList<NamedRecord> Evidence,
    IReadOnlyList<FixRecord> Fixes,
    IReadOnlyList<TestNameRecord> Tests,
    IReadOnlyList<ChangeRecord> Changes,
    BoundsRecord Bounds)
{
    public string? Summary { get; init; }

    public string? Cause { get; init; }

    public double? Confidence { get; init; }

    public IReadOnlyList<ExplainsRecord> Explains { get; init; } = [];

    public IReadOnlyList<string> References { get; init; } = [];

    public static RuleDetails Of(RuleInForce inForce)
    {
        var rule = inForce.Rule;
        var bounds = RuleBounds.Of(rule, new EngineOptions());
        return new RuleDetails(
            [.. rule.Selections.Select(s => new SelectionRecord(s.Name, s.EventType, Where(s.Alternatives), s.When?.Source))],
            [.. CorrelationWords.Of(rule)],
            [.. rule.Exceptions.Select(e => new ExceptionRecord(e.Name, Where(e.Alternatives), e.Until is { } end ? DateOnly.FromDateTime(end.UtcDateTime).AddDays(-1) : null, e.By))],
            [.. rule.Evidence.Select(e => new NamedRecord(e.Name, RuleWords.Of(e)))],
            [.. rule.Fixes.Select(f => new FixRecord(f.Id, f.Title.Source, f.Risk, f.WhenSource, f.Command?.Source, f.RunOn?.Source, f.Verify?.Source, f.Rollback?.Source))],
            [.. inForce.Written.Tests.Concat(inForce.IsOverridden ? rule.Tests : []).Select(t => new TestNameRecord(t.Name, t.Expect.Count > 0, t.File ?? rule.File, t.Line))],
            [.. inForce.Changes.Select(c => new ChangeRecord(c.Key, c.From, c.To, c.File, c.Line))],
            new BoundsRecord(bounds.Window, bounds.Keys, bounds.Kept.TotalSeconds))
        {
            Summary = rule.Diagnosis?.Summary.Source,
            Cause = rule.Diagnosis?.Cause.Source,
            Confidence = rule.Diagnosis?.Confidence,
            Explains = [.. rule.Explains.Select(e => new ExplainsRecord(e.Rule, e.Relation, e.Within.TotalSeconds))],
            References = rule.References,
        };
    }

    private static IReadOnlyList<IReadOnlyList<string>> Where(IReadOnlyList<IReadOnlyList<Predicate>> alternatives) =>
        [.. alternatives.Where(a => a.Count > 0).Select(IReadOnlyList<string> (a) => [.. a.Select(PredicateWords.Written)])];
}

/// <summary>A selection: every line of any of the lists under <c>where</c>.</summary>
internal sealed record SelectionRecord(string Name, string Event, IReadOnlyList<IReadOnlyList<string>> Where, string? When);

/// <summary>An exception.</summary>
internal sealed record ExceptionRecord(string Name, IReadOnlyList<IReadOnlyList<string>> Where, DateOnly? Until, string? By);

/// <summary>Something with a name, in words.</summary>
internal sealed record NamedRecord(string Name, string Text);

/// <summary>A fix.</summary>
internal sealed record FixRecord(string Id, string Title, string Risk, string? When, string? Command, string? RunOn, string? Verify, string? Rollback);

/// <summary>A test.</summary>
internal sealed record TestNameRecord(string Name, bool Speaks, string File, int Line);

/// <summary>A rule whose incidents are symptoms.</summary>
internal sealed record ExplainsRecord(string Rule, string Relation, double WithinSeconds);

/// <summary>What is kept at most.</summary>
internal sealed record BoundsRecord(int Window, int Keys, double KeptSeconds);
