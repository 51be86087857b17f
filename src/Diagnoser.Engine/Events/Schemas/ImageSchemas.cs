using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Images and volumes.</summary>
internal static class ImageSchemas
{
    private static readonly IReadOnlyList<EventField> Image =
    [
        .. FieldGroups.Every,
        new(AttributeNames.ImageName, FieldType.Text, "image repository and tag as configured"),
        new(AttributeNames.ImageId, FieldType.Text, "the image's digest"),
        new("image.registry", FieldType.Text, "the registry's host"),
        new("image.size", FieldType.Bytes, "its size"),
        new("image.created", FieldType.Time, "when it was built"),
        new("image.platform", FieldType.Text, "operating system and architecture, as linux/amd64"),
    ];

    private static readonly IReadOnlyList<EventField> PullFailed =
    [
        .. FieldGroups.Every,
        new(AttributeNames.ImageName, FieldType.Text, "image repository and tag, as far as the daemon names it"),
        new("image.registry", FieldType.Text, "the registry's host, as far as the daemon names it"),
        new("image.error", FieldType.Text, "what the registry or the engine answered; hostile text"),
        new("image.error_kind", FieldType.Text, "what that means")
        {
            Values = ["not_found", "denied", "rate_limit", "unreachable", "certificate", "no_space", "platform", "other"],
        },
        new(FieldNames.ServiceName, FieldType.Text, "compose or Swarm service, else the container's name") { IsMade = false },
    ];

    private static readonly IReadOnlyList<EventField> Committed =
    [
        .. Image,
        new(FieldNames.ContainerId, FieldType.Text, "the engine's id of the container"),
        new(FieldNames.ContainerName, FieldType.Text, "the container's name"),
        new("image.comment", FieldType.Text, "what the author wrote; hostile text"),
    ];

    private static readonly IReadOnlyList<EventField> Volume =
    [
        .. FieldGroups.Running,
        new("volume.name", FieldType.Text, "the volume's name"),
        new("volume.driver", FieldType.Text, "its driver"),
        new("volume.destination", FieldType.Text, "path in the container"),
        new("volume.read_only", FieldType.Boolean, "true if the container cannot write to it"),
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.ImagePull, "an image was pulled", EventSources.Docker, [.. Image, new("image.pull_seconds", FieldType.Duration, "how long the pull took") { IsMade = false }]);
        yield return new(EventTypes.ImagePullFailed, "an image could not be pulled", EventSources.Journal, PullFailed);
        yield return new(EventTypes.ImageDelete, "an image was deleted", EventSources.Docker, Image);
        yield return new(EventTypes.ImageCommit, "an image was made of a container by hand", EventSources.Docker, Committed);
        yield return new(EventTypes.VolumeMount, "a volume was mounted into a container", EventSources.Docker, Volume);
        yield return new(EventTypes.VolumeUnmount, "a volume was unmounted", EventSources.Docker, Volume);
    }
}
