namespace Diagnoser.Engine.Rules.Reading;

/// <summary>What rules are read for.</summary>
public enum ReadFor
{
    /// <summary>People who write them: with their tests, and with all that the linter looks for.</summary>
    Authors,

    /// <summary>A program that diagnoses: it needs no tests, and only what makes a rule unusable must be found.</summary>
    Use,
}
