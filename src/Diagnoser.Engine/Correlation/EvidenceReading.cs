using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>A piece of evidence as read from the matched events.</summary>
/// <param name="Value">Its value, or why there is none.</param>
/// <param name="Lines">How it is shown.</param>
internal sealed record EvidenceReading(Value Value, IReadOnlyList<EvidenceLine> Lines)
{
    /// <summary>Values below its name, such as <c>holder.pid</c>.</summary>
    public IReadOnlyDictionary<string, Value> Parts { get; init; } = new Dictionary<string, Value>();

    /// <summary>Evidence that is not there.</summary>
    public static EvidenceReading Missing(string why) => new(Value.Missing(why), []);
}
