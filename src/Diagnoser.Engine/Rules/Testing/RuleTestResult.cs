using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>How one test of a rule went.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Test">The test.</param>
/// <param name="Passed">True if exactly what was expected was diagnosed.</param>
/// <param name="Expected">What was expected, for people.</param>
/// <param name="Got">What was diagnosed, for people.</param>
public sealed record RuleTestResult(string Rule, RuleTest Test, bool Passed, string Expected, string Got)
{
    /// <summary>What is wrong, in words.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The expectations that nothing fits, each beside the diagnosis that comes nearest.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];

    /// <summary>Where a diagnosis was expected and the rule said nothing: how far its selections came.</summary>
    public IReadOnlyList<string> Silence { get; init; } = [];

    /// <summary>All that was diagnosed, of every rule, in its final state.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses { get; init; } = [];
}

/// <summary>An expectation beside the diagnosis that comes nearest to it.</summary>
/// <param name="Nearest">The diagnosis, in a few words.</param>
/// <param name="Checks">All checks of the expectation, with what the diagnosis has.</param>
public sealed record Difference(string Nearest, IReadOnlyList<CheckOutcome> Checks);

/// <summary>One check of an expectation against one diagnosis.</summary>
/// <param name="Key">The check, such as <c>summary|contains</c>.</param>
/// <param name="Wanted">The value that the test gives.</param>
/// <param name="Got">What the diagnosis has.</param>
/// <param name="Holds">True if it holds.</param>
public sealed record CheckOutcome(string Key, string Wanted, string Got, bool Holds);
