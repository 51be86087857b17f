namespace Diagnoser.Engine.Rules.Overrides;

/// <summary>What a file in an <c>overrides</c> folder changes in one rule.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="File">The file it was read from.</param>
/// <param name="Node">All of it; each node knows its file.</param>
public sealed record RuleOverride(string Rule, string File, MapNode Node)
{
    /// <summary>Line in its file.</summary>
    public int Line => Node.Mark.Line;

    /// <summary>The last day on which it holds.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>True if that day is over: nothing of it applies.</summary>
    public bool IsEnded { get; init; }

    /// <summary>Who wants it.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>One thing that an override changes.</summary>
/// <param name="Key">Such as <c>severity</c> or <c>fixes.raise-limit.risk</c>.</param>
/// <param name="From">What the rule says; null for what it lacks.</param>
/// <param name="To">What is in force.</param>
/// <param name="File">The override's file.</param>
/// <param name="Line">The line.</param>
public sealed record OverrideChange(string Key, string? From, string To, string File, int Line);

/// <summary>A rule with what overrides make of it.</summary>
/// <param name="Written">The rule as its author wrote it.</param>
/// <param name="Rule">The rule in force; its tests are those of the overrides.</param>
/// <param name="IsEnabled">False if it is not used.</param>
/// <param name="Changes">What overrides change.</param>
public sealed record RuleInForce(Rule Written, Rule Rule, bool IsEnabled, IReadOnlyList<OverrideChange> Changes)
{
    /// <summary>True if some override changes it.</summary>
    public bool IsOverridden => Changes.Count > 0;
}
