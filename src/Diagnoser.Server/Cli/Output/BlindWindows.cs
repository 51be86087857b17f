using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Output;

/// <summary>Reads blind windows out of the events that tell of them.</summary>
internal static class BlindWindows
{
    /// <summary>The blind window that this event tells of, or null.</summary>
    public static BlindWindow? Of(DockerEvent dockerEvent)
    {
        if (dockerEvent.Type != EventTypes.CollectorBlind)
        {
            return null;
        }

        var attributes = dockerEvent.Attributes;
        var known = DateTimeOffset.TryParse(
            attributes[AttributeNames.BlindFrom].Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var from);
        return new BlindWindow(
            dockerEvent.Host,
            known && from < dockerEvent.Time ? from : dockerEvent.Time,
            dockerEvent.Time,
            attributes[AttributeNames.BlindSource].Text ?? "collector",
            attributes[AttributeNames.BlindReason].Text ?? "no reason given",
            attributes[AttributeNames.BlindLost].Text ?? "what was lost is not known");
    }
}
