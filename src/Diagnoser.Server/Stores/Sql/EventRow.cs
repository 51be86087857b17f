using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>An event as a row: what is asked for has a column, the whole is JSON.</summary>
internal sealed record EventRow(string Id, long Time, string Host, string Type, string? Container, string? Service, string? Stack, string Body)
{
    public static EventRow Of(DockerEvent dockerEvent) => new(
        SqlText.Clean(dockerEvent.Id),
        dockerEvent.Time.UtcTicks,
        SqlText.Clean(dockerEvent.Host.Id),
        SqlText.Clean(dockerEvent.Type),
        Clean(ContainerOf(dockerEvent.Subject)),
        Clean(dockerEvent.Service),
        Clean(dockerEvent.Stack),
        EventBody.Of(dockerEvent));

    /// <summary>The id of the container, if it is one.</summary>
    public static string? ContainerOf(Subject subject) => subject.Kind == Subject.Container ? subject.Id : null;

    private static string? Clean(string? text) => text is null ? null : SqlText.Clean(text);
}

/// <summary>A host as a row.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in its newest event.</param>
/// <param name="LastEvent">The time of that.</param>
internal sealed record HostRow(string Id, string Name, long LastEvent);
