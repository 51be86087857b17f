namespace Diagnoser.Engine.Rules;

/// <summary>Names with a fixed meaning in expressions and placeholders.</summary>
public static class ReservedNames
{
    /// <summary>The event the diagnosis is about, whichever selection matched it: <c>subject.container.name</c>.</summary>
    public const string Subject = "subject";

    /// <summary>The events that end the condition, as <c>correlate.by</c> names them.</summary>
    public const string Recover = "recover";
}
