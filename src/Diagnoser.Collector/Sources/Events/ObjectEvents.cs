using System.Buffers;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>What happens to images, volumes, networks and the daemon.</summary>
internal sealed class ObjectEvents(SourceKit kit, EngineClient client, ImageChanges images, EngineWatch engine)
{
    private static readonly SearchValues<char> ReferenceLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._:@-");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes an event that is not about a container's life; returns at once.</summary>
    public void Accept(RawEvent raw, CancellationToken cancellationToken)
    {
        if (raw.Kind == Subject.Volume && raw.ContainerId is { Length: > 0 } id)
        {
            var container = kit.Inventory.Get(id);
            _ = kit.Notices.WatchAsync(container.Post(() => kit.Outlet.PublishAsync(OfVolume(raw, container), cancellationToken)));
            return;
        }

        _ = kit.Notices.WatchAsync(PublishAsync(raw, cancellationToken));
    }

    /// <summary>The host of an image's registry, as the engine reads references: the first part, if it can be a host, else Docker Hub.</summary>
    internal static string Registry(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var first = slash > 0 ? reference[..slash] : "";
        return first == "localhost" || first.AsSpan().ContainsAny('.', ':') ? first : "docker.io";
    }

    private async Task PublishAsync(RawEvent raw, CancellationToken cancellationToken)
    {
        var made = raw.Kind switch
        {
            Subject.Image => await OfImageAsync(raw, cancellationToken),
            Subject.Network => OfNetwork(raw),
            _ => kit.Factory.Of(raw, kit.Factory.Context.Daemon),
        };
        await kit.Outlet.PublishAsync(made, cancellationToken);
        if (raw.Type == EventTypes.ImagePull)
        {
            await images.SeenAsync(made.Attributes[AttributeNames.ImageName].Text, made.Attributes[AttributeNames.ImageId].Text, raw.Time, isNews: true, cancellationToken);
        }
        else if (raw.Type == EventTypes.DaemonReload)
        {
            await engine.AskAsync(cancellationToken);
        }
    }

    private async Task<DockerEvent> OfImageAsync(RawEvent raw, CancellationToken cancellationToken)
    {
        // A pull names what was asked for; a deletion only the digest.
        var reference = raw.SubjectId.StartsWith("sha256:", StringComparison.Ordinal) ? raw.Attribute("name") : raw.SubjectId;
        var image = raw.Type == EventTypes.ImagePull ? await InspectAsync(raw.SubjectId, cancellationToken) : null;
        return kit.Factory.Of(raw, new Subject(Subject.Image, raw.SubjectId, reference ?? ""),
        [
            new(AttributeNames.ImageName, SnapshotAttributes.Text(reference)),
            new(AttributeNames.ImageId, SnapshotAttributes.Text(image?.Text("Id") ?? (reference == raw.SubjectId ? null : raw.SubjectId))),
            new("image.registry", SnapshotAttributes.Text(reference is { Length: > 0 } ? Registry(reference) : null)),
            new("image.size", SnapshotAttributes.Positive(image?.Integer("Size"))),
            new("image.created", image?.Time("Created") is { } created ? Rfc3339.Format(created) : default(AttributeValue)),
            new("image.platform", image is { } found && found.Text("Os") is { } system ? $"{system}/{found.Text("Architecture")}" : default(AttributeValue)),
        ]);
    }

    private async Task<System.Text.Json.JsonElement?> InspectAsync(string reference, CancellationToken cancellationToken)
    {
        // As the engine's routes and the proxy read it: with its slashes.
        if (reference.AsSpan().ContainsAnyExcept(ReferenceLetters))
        {
            return null;
        }

        try
        {
            return await client.GetAsync($"/images/{reference}/json", Patience, cancellationToken);
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return null;
        }
    }

    private DockerEvent OfNetwork(RawEvent raw) => kit.Factory.Of(raw, new Subject(Subject.Network, raw.SubjectId, raw.Attribute("name") ?? ""),
    [
        new("network.driver", SnapshotAttributes.Text(raw.Attribute("type"))),
    ]);

    private DockerEvent OfVolume(RawEvent raw, KnownContainer container) => kit.Factory.Of(raw, container,
    [
        new("volume.name", SnapshotAttributes.Text(raw.SubjectId)),
        new("volume.driver", SnapshotAttributes.Text(raw.Attribute("driver"))),
        new("volume.destination", SnapshotAttributes.Text(raw.Attribute("destination"))),
        new("volume.read_only", raw.Attribute("read/write") is { } writable ? writable != "true" : default(AttributeValue)),
    ]);
}
