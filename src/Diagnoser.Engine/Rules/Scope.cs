namespace Diagnoser.Engine.Rules;

/// <summary>Gives the value of a dotted name in an expression or placeholder: <c>die.container.exit_code</c>, <c>limit</c>, <c>crash.count</c>, <c>holder.name</c>.</summary>
public interface IScope
{
    /// <summary>The value by this name; a missing value that says why, never an exception.</summary>
    Value Resolve(string path);
}

/// <summary>An expression of the <c>when</c> language, parsed and typed at load.</summary>
public abstract class Expression
{
    /// <summary>Evaluates; a comparison with a missing value is false, arithmetic with one is missing.</summary>
    public abstract Value Evaluate(IScope scope);
}

/// <summary>Where a rendered text goes; decides how values are escaped.</summary>
public enum RenderTarget
{
    /// <summary>For people: control and bidirectional characters are made visible, a missing value is said in words.</summary>
    Text,

    /// <summary>A shell command: numbers bare, texts single-quoted, control characters refused.</summary>
    Shell,
}

/// <summary>A rendered template.</summary>
/// <param name="Text">The text; for a shell command null if a value it needs is missing or must be refused.</param>
/// <param name="Missing">The names that had no value, each with why.</param>
public readonly record struct Rendered(string? Text, IReadOnlyList<string> Missing);

/// <summary>Text with typed <c>${{ }}</c> placeholders, parsed at load.</summary>
public abstract class Template
{
    /// <summary>The text as written.</summary>
    public abstract string Source { get; }

    /// <summary>Fills the placeholders.</summary>
    public abstract Rendered Render(IScope scope, RenderTarget target);
}
