using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>What a diagnosis says, without what others made of it since (its incident).</summary>
public static class DiagnosisWords
{
    /// <summary>True if it is as if it had not been said.</summary>
    public static bool IsTakenBack(Diagnosis diagnosis) => diagnosis.HiddenBy is HiddenBy.Superseded or HiddenBy.VerdictAmended;

    /// <summary>True if both say the same.</summary>
    public static bool AreSame(Diagnosis one, Diagnosis other) =>
        one.HiddenBy == other.HiddenBy && one.Certainty == other.Certainty && one.Confidence.Equals(other.Confidence)
        && one.Time == other.Time && one.LastSeen == other.LastSeen && one.Ended == other.Ended && one.Occurrences == other.Occurrences
        && one.Summary == other.Summary && one.Cause == other.Cause && one.Subject == other.Subject && one.Run == other.Run
        && one.Events.SequenceEqual(other.Events) && one.Evidence.SequenceEqual(other.Evidence)
        && one.Missing.SequenceEqual(other.Missing) && one.Fixes.SequenceEqual(other.Fixes);
}
