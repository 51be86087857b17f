namespace Diagnoser.Server.Runbooks;

/// <summary>What another reading of the runbooks has changed.</summary>
internal sealed record RunbookReload
{
    private const int ShownNames = 10;

    /// <summary>Ids of rules whose file says something else now.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    public required IReadOnlyList<string> Added { get; init; }

    public required IReadOnlyList<string> Removed { get; init; }

    /// <summary>What is broken now and was not, or otherwise.</summary>
    public required IReadOnlyList<BrokenRunbook> Broken { get; init; }

    /// <summary>Paths of what was broken and is not any more.</summary>
    public required IReadOnlyList<string> Mended { get; init; }

    /// <summary>True if other rules are in use than before.</summary>
    public bool ChangesRules => Changed.Count + Added.Count + Removed.Count > 0;

    /// <summary>How it went, in a word for the metric; null if nothing came of it.</summary>
    public string? Outcome => (ChangesRules, Broken.Count) switch
    {
        (true, 0) => "applied",
        (true, _) => "applied_in_part",
        (false, > 0) => "refused",
        _ => Mended.Count > 0 ? "applied" : null,
    };

    /// <summary>Which rules changed, in words; empty if none did.</summary>
    public string RulesText()
    {
        List<string> parts = [];
        foreach (var (names, what) in new[] { (Changed, "changed"), (Added, "added"), (Removed, "removed") }.Where(p => p.Item1.Count > 0))
        {
            var noun = parts.Count > 0 ? "" : names.Count == 1 ? "rule " : "rules ";
            parts.Add($"{names.Count} {noun}{what} ({Names(names)})");
        }

        return string.Join(", ", parts);
    }

    /// <summary>The first of these names.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(ShownNames)) + (names.Count > ShownNames ? $" and {names.Count - ShownNames} more" : "");
}
