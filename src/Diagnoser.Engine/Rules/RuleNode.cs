using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules;

/// <summary>A place in a rule's file; both counted from 1.</summary>
public readonly record struct Mark(int Line, int Column)
{
    /// <summary>The file, for a node that was brought into the tree of another one; null: the file whose tree it is.</summary>
    public string? File { get; init; }
}

/// <summary>A rule's file as a tree with places, free of any YAML library. The server's reader makes it.</summary>
/// <param name="Mark">Where it begins.</param>
public abstract record RuleNode(Mark Mark);

/// <summary>A scalar.</summary>
/// <param name="Mark">Where it begins.</param>
/// <param name="Text">Its text.</param>
/// <param name="Quoted">True if it was quoted or a block, so that it is text whatever it looks like.</param>
public sealed record ScalarNode(Mark Mark, string Text, bool Quoted) : RuleNode(Mark)
{
    /// <summary>The column of its first character, if all of it stands in the file as it is, in one line; else null.</summary>
    public int? TextColumn { get; init; }

    /// <summary>Where the character at this position of the text stands, or, if that is not known, where the scalar begins.</summary>
    public Mark At(int position) => TextColumn is { } first ? Mark with { Column = first + position } : Mark;
}

/// <summary>A list.</summary>
/// <param name="Mark">Where it begins.</param>
/// <param name="Items">Its items.</param>
public sealed record ListNode(Mark Mark, IReadOnlyList<RuleNode> Items) : RuleNode(Mark);

/// <summary>A map; keys are unique (the reader refuses duplicates) and in the order of the file.</summary>
/// <param name="Mark">Where it begins.</param>
/// <param name="Entries">Its entries.</param>
public sealed record MapNode(Mark Mark, IReadOnlyList<KeyValuePair<ScalarNode, RuleNode>> Entries) : RuleNode(Mark);

/// <summary>How bad a finding is.</summary>
public enum FindingLevel
{
    /// <summary>The rule works, but should be improved.</summary>
    Warning,

    /// <summary>The rule cannot be loaded.</summary>
    Error,
}

/// <summary>One finding of the linter.</summary>
/// <param name="Level">How bad.</param>
/// <param name="File">The file.</param>
/// <param name="Mark">The place.</param>
/// <param name="Key">The key it is about.</param>
/// <param name="Message">What is wrong, what is allowed, and the nearest right name.</param>
public sealed record LintFinding(FindingLevel Level, string File, Mark Mark, string Key, string Message)
{
    /// <summary>What was looked for.</summary>
    public required LintCheck Check { get; init; }

    /// <summary><c>file:line:col: error: message [check]</c>.</summary>
    public override string ToString() =>
        $"{File}:{Mark.Line}:{Mark.Column}: {(Level == FindingLevel.Error ? "error" : "warning")}: {Message} [{Check.Id}]";
}
