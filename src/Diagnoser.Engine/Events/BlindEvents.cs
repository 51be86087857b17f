using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events;

/// <summary>Reads what a collector says of its own blindness.</summary>
internal static class BlindEvents
{
    /// <summary>True for a <c>collector.blind</c>, unless all of that time was read afterwards.</summary>
    public static bool LeftSomethingUnseen(this DockerEvent dockerEvent) =>
        dockerEvent.Type == EventTypes.CollectorBlind
        && !(dockerEvent.Attributes[AttributeNames.BlindRecovered].TryGetBoolean(out var isRecovered) && isRecovered);
}
