namespace Diagnoser.Contracts;

/// <summary>Checks what JSON alone does not: that an event which a stranger wrote has what everything behind relies on.</summary>
public static class EventShape
{
    // Times near the ends of the calendar cannot be reckoned with.
    private const int FirstYear = 1970;
    private const int LastYear = 9000;

    /// <summary>
    /// What was read, with what its writer left out because it is empty; the serializer leaves null there, where the record promises a value.
    /// </summary>
    public static DockerEvent? Whole(DockerEvent? read) => read is null or { Attributes: not null, Evidence: not null, Missing: not null } ? read : read with
    {
        Attributes = read.Attributes ?? AttributeMap.Empty,
        Evidence = read.Evidence ?? [],
        Missing = read.Missing ?? [],
    };

    /// <summary>Why this is not an event; null if it is one.</summary>
    public static string? Problem(DockerEvent? dockerEvent)
    {
        // Each of these can be null in JSON, whatever the types say.
        return dockerEvent switch
        {
            null => "it is null",
            { Id: null or "" } => "id is missing",
            { Type: null or "" } => "type is missing",
            { Time.Ticks: 0 } => "time is missing",
            { Time.UtcDateTime.Year: < FirstYear or > LastYear } => "the time of the event is not of our days",
            { Host: null or { Id: null or "" } or { Name: null } } => "host needs id and name",
            { Subject: null or { Kind: null or "" } or { Id: null } or { Name: null } } => "subject needs kind, id and name",
            { Attributes: null } => "attributes is null",
            { Evidence: null } => "evidence is null",
            { Missing: null } => "missing is null",
            _ when dockerEvent.Evidence.Any(e => e is not { Kind: not null }) => "an evidence entry has no kind",
            _ when dockerEvent.Missing.Any(m => m is not { What: not null, Why: not null }) => "a missing entry needs what and why",
            { Exit: { } exit } when exit is not { Reason: not null, Facts: not null, Missing: not null } => "exit needs reason, facts and missing",
            { Exit: { } exit } when exit.Facts.Any(f => f is null) || exit.Missing.Any(m => m is null) => "exit holds null",
            _ => null,
        };
    }
}
