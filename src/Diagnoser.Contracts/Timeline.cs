using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>One line of a timeline: an event, a diagnosis, a change of an incident, a notification, or what a person did.</summary>
/// <param name="Time">When it happened, by the clock of whoever saw it.</param>
/// <param name="Kind">One of <see cref="TimelineKinds"/>.</param>
/// <param name="Text">What happened, in one line; may hold text from a container, so escape it for the target.</param>
public sealed record TimelineEntry(DateTimeOffset Time, string Kind, string Text)
{
    /// <summary>Discriminator of a JSON line; always <c>timelineEntry</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "timelineEntry";

    /// <summary>Version of this contract.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The type of the event, the rule of the diagnosis, the notifier, the action of the person.</summary>
    public string? What { get; init; }

    /// <summary>The host.</summary>
    public HostRef? Host { get; init; }

    /// <summary>The subject.</summary>
    public Subject? Subject { get; init; }

    /// <summary>The service.</summary>
    public string? Service { get; init; }

    /// <summary>The stack.</summary>
    public string? Stack { get; init; }

    /// <summary>How much must be done; of diagnoses and incidents.</summary>
    public Severity? Severity { get; init; }

    /// <summary>The incident that it belongs to.</summary>
    public string? Incident { get; init; }

    /// <summary>The diagnosis that it is or belongs to.</summary>
    public string? Diagnosis { get; init; }

    /// <summary>The event that it is.</summary>
    public string? Event { get; init; }

    /// <summary>Who did it.</summary>
    public string? By { get; init; }
}

/// <summary>Kinds of <see cref="TimelineEntry"/>.</summary>
public static class TimelineKinds
{
    /// <summary>A <see cref="DockerEvent"/>.</summary>
    public const string Event = "event";

    /// <summary>A <see cref="Contracts.Diagnosis"/>.</summary>
    public const string Diagnosis = "diagnosis";

    /// <summary>An incident opened, rose, or was over.</summary>
    public const string Incident = "incident";

    /// <summary>Somebody was told, or could not be.</summary>
    public const string Notification = "notification";

    /// <summary>What a person did.</summary>
    public const string Action = "action";

    /// <summary>A <see cref="Contracts.BlindWindow"/>.</summary>
    public const string BlindWindow = "blindWindow";
}
