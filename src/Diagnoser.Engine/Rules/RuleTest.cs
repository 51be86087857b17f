namespace Diagnoser.Engine.Rules;

/// <summary>A test inside a rule's file.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="Events">What happens, in order of <c>at</c>; of a test on a recording, none before the recording was read.</param>
/// <param name="Expect">The diagnoses of this rule that must come, each partly described; empty for <c>expect: none</c>.</param>
public sealed record RuleTest(string Name, IReadOnlyList<Contracts.DockerEvent> Events, IReadOnlyList<Expectation> Expect)
{
    /// <summary>How the containers stood before the first event.</summary>
    public IReadOnlyList<Contracts.DockerEvent> Given { get; init; } = [];

    /// <summary>Line of the test in its file.</summary>
    public int Line { get; init; }

    /// <summary>The file, if it is not the rule's: that of an override.</summary>
    public string? File { get; init; }

    /// <summary>The recording that it runs; null if its events stand in the rule's file.</summary>
    public RecordingName? Recording { get; init; }

    /// <summary>The time of <c>at: 0s</c>.</summary>
    public DateTimeOffset Start { get; init; } = Testing.TestHost.Start;

    /// <summary>The same test with the events of its recording; the first of them is at 0s.</summary>
    public RuleTest On(IReadOnlyList<Contracts.DockerEvent> events) =>
        this with { Events = events, Start = events.Count > 0 ? events[0].Time : Start };
}

/// <summary>A recording that a test names.</summary>
/// <param name="File">Its file, from the folder of the rule's file on.</param>
/// <param name="Mark">Where it is named.</param>
public sealed record RecordingName(string File, Mark Mark);

/// <summary>A partly described diagnosis: what is not named is not checked.</summary>
/// <param name="Fields">Checks such as <c>summary|contains</c> → text, <c>fixes|has</c> → id, <c>certainty</c> → probable, <c>at</c> → offset.</param>
public sealed record Expectation(IReadOnlyList<KeyValuePair<string, string>> Fields);
