namespace Diagnoser.Collector.Doctor;

/// <summary>What the doctor found out about one thing that a collector uses.</summary>
/// <param name="What">The thing, in a word or two.</param>
/// <param name="Sight">How well it can be used.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">The one line that would better it; null if nothing needs to be done.</param>
internal sealed record Finding(string What, Sight Sight, string Text, string? Fix = null);

/// <summary>How well a thing can be used.</summary>
internal enum Sight
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not there on this host, and not missed.</summary>
    None,

    /// <summary>Something is left unseen, or is riskier than it need be.</summary>
    Limited,

    /// <summary>Without it the collector cannot do its work.</summary>
    Blind,
}
