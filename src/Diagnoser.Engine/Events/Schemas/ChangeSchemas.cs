using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Changes: what is not as it was before, with what it was and what it is.</summary>
internal static class ChangeSchemas
{
    private static readonly IReadOnlyList<EventField> Change =
    [
        new("change.fields", FieldType.List, "what changed: image, image_id, command, environment, mounts, limits, networks, ports, labels, …"),
        new("change.", FieldType.Text, "change.<field>.from and change.<field>.to: the value before and after, environment values as hashes"),
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.ServiceChange, "what a service runs was changed", EventSources.Enricher, [.. FieldGroups.Running, .. Change]) { IsMade = false };
        yield return new(EventTypes.ChangeDaemon, "the daemon's version or configuration differs from before", EventSources.Enricher, [.. FieldGroups.Every, .. Change]) { IsMade = false };
        yield return new(EventTypes.ChangeHost, "the host's kernel or operating system differs from before", EventSources.Enricher, [.. FieldGroups.Every, .. Change]) { IsMade = false };
        yield return new(EventTypes.ChangeImage, "a tag names another image than before", EventSources.Enricher, [.. FieldGroups.Every, .. Images, .. Change]) { IsMade = false };
    }

    private static IReadOnlyList<EventField> Images =>
    [
        new(AttributeNames.ImageName, FieldType.Text, "image repository and tag as configured"),
        new(AttributeNames.ImageId, FieldType.Text, "the image's digest"),
    ];
}
