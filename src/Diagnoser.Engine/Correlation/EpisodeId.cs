using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>One episode of one rule's condition: the rule, the correlation key and the episode's anchor. A diagnosis is the word on one of them.</summary>
internal readonly record struct EpisodeId(string Rule, UInt128 Key, long Anchor)
{
    /// <summary>The id of the diagnosis.</summary>
    public string DiagnosisId => EventId.Of("diagnosis", Rule, KeyText, AnchorText);

    /// <summary>What a diagnosis says of it besides its rule (<see cref="Diagnosis.Episode"/>).</summary>
    public string Text => $"{KeyText}/{AnchorText}";

    private string KeyText => Key.ToString("x32", CultureInfo.InvariantCulture);

    private string AnchorText => Anchor.ToString(CultureInfo.InvariantCulture);

    /// <summary>The episode that a diagnosis is about; null if it does not say.</summary>
    public static EpisodeId? Of(Diagnosis diagnosis) =>
        diagnosis.Episode?.Split('/') is [var first, var second]
        && UInt128.TryParse(first, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
        && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var anchor)
            ? new EpisodeId(diagnosis.Rule, key, anchor)
            : null;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine((ulong)Key, Anchor);
}
