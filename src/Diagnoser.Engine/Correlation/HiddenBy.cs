namespace Diagnoser.Engine.Correlation;

/// <summary>What hides a diagnosis when no rule does.</summary>
public static class HiddenBy
{
    /// <summary>The verdict that it rested on was amended.</summary>
    public const string VerdictAmended = "verdict-amended";

    /// <summary>What arrived late shows that it was something else.</summary>
    public const string Superseded = "superseded";

    /// <summary>Its rule is experimental: it is kept, and shown to nobody.</summary>
    public const string Experimental = "experimental";
}
