namespace Diagnoser.Engine.Rules;

/// <summary>A test inside a rule's file.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="Events">What happens, in order of <c>at</c>.</param>
/// <param name="Expect">The diagnoses of this rule that must come, each partly described; empty for <c>expect: none</c>.</param>
public sealed record RuleTest(string Name, IReadOnlyList<Contracts.DockerEvent> Events, IReadOnlyList<Expectation> Expect)
{
    /// <summary>How the containers stood before the first event.</summary>
    public IReadOnlyList<Contracts.DockerEvent> Given { get; init; } = [];

    /// <summary>Line of the test in its file.</summary>
    public int Line { get; init; }
}

/// <summary>A partly described diagnosis: what is not named is not checked.</summary>
/// <param name="Fields">Checks such as <c>summary|contains</c> → text, <c>fixes|has</c> → id, <c>certainty</c> → probable, <c>at</c> → offset.</param>
public sealed record Expectation(IReadOnlyList<KeyValuePair<string, string>> Fields);
