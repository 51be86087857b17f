namespace Diagnoser.Collector.Redaction;

/// <summary>A part of a text that was found.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Rule">What kind of secret it is; null if it is none.</param>
internal readonly record struct SecretSpan(int Start, int End, string? Rule)
{
    /// <summary>True if the text before it was not looked at yet.</summary>
    public bool IsAhead { get; init; }

    /// <summary>True if it holds no secret of any kind; without it only no more landmarks.</summary>
    public bool IsPassed { get; init; }
}
