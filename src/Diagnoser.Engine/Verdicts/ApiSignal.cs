using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>One signal sent through the API.</summary>
/// <param name="Time">When.</param>
/// <param name="Number">Which; null if a label of the container overwrites it (F9).</param>
internal readonly record struct ApiSignal(DateTimeOffset Time, int? Number)
{
    public const int Int = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Term = 15;

    /// <summary>Reads it from a <c>container.kill</c> event.</summary>
    public static ApiSignal From(DockerEvent kill)
    {
        var value = kill.Attributes[AttributeNames.Signal];
        return new(
            kill.Time,
            value.TryGetInteger(out var number) || long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
                ? (int)Math.Clamp(number, 0, 64)
                : null);
    }
}
