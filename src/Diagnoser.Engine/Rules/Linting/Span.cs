using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>The numbers between two bounds that a predicate allows.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="LowOpen">True if it is not in.</param>
/// <param name="High">The upper bound.</param>
/// <param name="HighOpen">True if it is not in.</param>
internal readonly record struct Span(double Low, bool LowOpen, double High, bool HighOpen)
{
    public static readonly Span Everything = new(double.NegativeInfinity, false, double.PositiveInfinity, false);

    /// <summary>True if no number is in it; for whole numbers, if no whole one is.</summary>
    public bool IsEmpty(bool whole)
    {
        if (!whole)
        {
            return Low > High || (Low == High && (LowOpen || HighOpen));
        }

        var low = LowOpen ? Math.Floor(Low) + 1 : Math.Ceiling(Low);
        var high = HighOpen ? Math.Ceiling(High) - 1 : Math.Floor(High);
        return low > high;
    }

    public Span And(Span other)
    {
        var (low, lowOpen) = Low > other.Low ? (Low, LowOpen) : Low < other.Low ? (other.Low, other.LowOpen) : (Low, LowOpen || other.LowOpen);
        var (high, highOpen) = High < other.High ? (High, HighOpen) : High > other.High ? (other.High, other.HighOpen) : (High, HighOpen || other.HighOpen);
        return new Span(low, lowOpen, high, highOpen);
    }

    public bool IsWithin(Span other) => And(other) == this;

    /// <summary>What an ordering predicate of numbers allows; null for any other.</summary>
    public static Span? Of(Predicate predicate)
    {
        var ordered = predicate.Comparison is "lt" or "lte" or "gt" or "gte";
        if (!ordered || predicate.IsOfField || predicate.Field.Type == FieldType.Time || predicate.Values.Any(v => v.Kind != ValueKind.Number) || predicate.Values.Count == 0)
        {
            return null;
        }

        var upper = predicate.Comparison is "lt" or "lte";
        var open = predicate.Comparison is "lt" or "gt";
        var numbers = predicate.Values.Select(o => o.AsNumber);

        // Any of several bounds is the widest of them, every one the narrowest; a negation turns both round.
        var bound = upper == predicate.All ? numbers.Min() : numbers.Max();
        (upper, open) = predicate.Not ? (!upper, !open) : (upper, open);
        return upper ? Everything with { High = bound, HighOpen = open } : Everything with { Low = bound, LowOpen = open };
    }
}
