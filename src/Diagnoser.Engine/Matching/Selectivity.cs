using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Matching;

/// <summary>How many events of a type a condition lets through, guessed from what fields are about. It decides what is fast, not what matches.</summary>
internal static class Selectivity
{
    private const double Name = 0.02;
    private const double Number = 0.1;
    private const double OtherText = 0.05;
    private const double Letter = 0.3;

    /// <summary>Share of events in which the field has this very value.</summary>
    public static double Of(EventField field, Value value) => value.Kind switch
    {
        ValueKind.Boolean => 0.5,
        ValueKind.Number => Number,
        _ when field.Values.Count > 0 => 1.0 / field.Values.Count,
        _ when field.Name.EndsWith(".id", StringComparison.Ordinal) || field.Name == FieldNames.ContainerRun => 0.001,
        _ when field.Name.EndsWith(".name", StringComparison.Ordinal) => Name,
        _ => OtherText,
    };

    /// <summary>Share of events in which a field holds this text.</summary>
    public static double OfHolding(string text) => Math.Max(0.001, Math.Pow(Letter, text.Length));
}
