using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>
/// Remembers which image each tag named last, by the containers that were made with it and by pulls, and tells when it is another. A container says it for
/// the time at which it was made, however long it lives.
/// </summary>
internal sealed class ImageChanges(SourceKit kit)
{
    private const int MostTags = 1024;
    private const int LongestReference = 512;
    private const string IdPrefix = "sha256:";

    private readonly Lock _gate = new();

    /// <summary>A container shows what its tag named when it was made.</summary>
    /// <param name="fresh">The container.</param>
    /// <param name="isNews">False if what is found is how things are, not news.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task SeenAsync(ContainerSnapshot fresh, bool isNews, CancellationToken cancellationToken) =>
        fresh.Created is { } created && fresh.Root.Text("Image") is { } id ? SeenAsync(fresh.Image, id, created, isNews, cancellationToken) : Task.CompletedTask;

    /// <summary>A tag names this image.</summary>
    public async Task SeenAsync(string? reference, string? imageId, DateTimeOffset time, bool isNews, CancellationToken cancellationToken)
    {
        if (Tag(reference) is { } tag && imageId is { Length: > 0 } && Replace(tag, imageId, time) is { } before && isNews)
        {
            var change = new[] { new FieldChange("image_id", before, imageId) };
            await kit.Outlet.PublishAsync(
                kit.Factory.Of(EventTypes.ChangeImage, time, ServiceChanges.Source, new Subject(Subject.Image, imageId, tag), FieldChange.Facts(change),
                [
                    new(AttributeNames.ImageName, tag),
                    new(AttributeNames.ImageId, imageId),
                    .. FieldChange.Attributes(change),
                ]),
                cancellationToken);
        }
    }

    /// <summary>Repository and tag, short and with the tag; null if it names no tag, or one that cannot move.</summary>
    internal static string? Tag(string? reference)
    {
        if (reference is not { Length: > 0 and <= LongestReference } || reference.Contains('@', StringComparison.Ordinal) || ServiceNaming.Repository(reference) is not { Length: > 0 } repository)
        {
            return null;
        }

        var tag = reference.Length > repository.Length ? reference[repository.Length..] : ":latest";
        foreach (var prefix in (ReadOnlySpan<string>)["docker.io/", "index.docker.io/", "library/"])
        {
            repository = repository.StartsWith(prefix, StringComparison.Ordinal) ? repository[prefix.Length..] : repository;
        }

        return repository.StartsWith(IdPrefix, StringComparison.Ordinal) ? null : repository + tag;
    }

    /// <summary>Remembers it; gives what the tag named before if that was another image, and earlier.</summary>
    private string? Replace(string tag, string imageId, DateTimeOffset time)
    {
        lock (_gate)
        {
            var known = kit.Ledger.Read("SELECT image_id, seen_at FROM images WHERE reference = $tag", row => (Id: row.GetString(0), Seen: row.GetInt64(1)), ("$tag", tag)).ToArray();
            if (known is [var last] && (last.Seen >= time.UtcTicks || last.Id == imageId))
            {
                return null;
            }

            _ = kit.Ledger.Write(
                $"""
                INSERT INTO images VALUES ($tag, $id, $seen) ON CONFLICT DO UPDATE SET image_id = $id, seen_at = $seen;
                DELETE FROM images WHERE reference IN (SELECT reference FROM images ORDER BY seen_at DESC LIMIT -1 OFFSET {MostTags});
                """,
                ("$tag", tag),
                ("$id", imageId),
                ("$seen", time.UtcTicks));
            return known is [var before] ? before.Id : null;
        }
    }
}
