using System.Text.Json;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>What the engine says takes its disk space, in bytes.</summary>
internal sealed record DockerDisk(long Images, long Containers, long Volumes, long BuildCache, long Reclaimable)
{
    /// <summary>Sizes of containers' own layers.</summary>
    public IReadOnlyDictionary<string, long> Writable { get; private init; } = new Dictionary<string, long>();

    /// <summary>Reads the answer of <c>/system/df</c>; from API 1.52 on it has sums, before that lists.</summary>
    public static DockerDisk Of(JsonElement answer)
    {
        var containers = Old(answer, "Containers", "ContainerUsage");
        return new DockerDisk(
            answer.Integer("ImageUsage", "TotalSize") ?? answer.Integer("LayersSize") ?? 0,
            answer.Integer("ContainerUsage", "TotalSize") ?? Sum(containers, SizeOfLayer),
            answer.Integer("VolumeUsage", "TotalSize") ?? Sum(answer.Items("Volumes"), volume => volume.Integer("UsageData", "Size")),
            answer.Integer("BuildCacheUsage", "TotalSize") ?? Sum(answer.Items("BuildCache"), entry => entry.Boolean("Shared") == true ? null : entry.Integer("Size")),
            Reclaim(answer))
        {
            Writable = containers.Where(c => c.Text("Id") is not null && SizeOfLayer(c) is not null).DistinctBy(c => c.Text("Id"))
                .ToDictionary(c => c.Text("Id")!, c => SizeOfLayer(c)!.Value, StringComparer.Ordinal),
        };
    }

    // Volumes are left out, as docker system prune leaves them.
    private static long Reclaim(JsonElement answer)
    {
        var images = answer.Integer("ImageUsage", "Reclaimable")
            ?? Math.Max(0, (answer.Integer("LayersSize") ?? 0) - Sum(answer.Items("Images"), i => i.Integer("Containers") is > 0 ? Known(i.Integer("Size")) - (Known(i.Integer("SharedSize")) ?? 0) : null));
        var containers = answer.Integer("ContainerUsage", "Reclaimable")
            ?? Sum(answer.Items("Containers"), c => c.Text("State") is "running" or "paused" or "restarting" ? null : SizeOfLayer(c));
        var cache = answer.Integer("BuildCacheUsage", "Reclaimable")
            ?? Sum(answer.Items("BuildCache"), entry => entry.Boolean("InUse") == true || entry.Boolean("Shared") == true ? null : entry.Integer("Size"));
        return images + containers + cache;
    }

    private static List<JsonElement> Old(JsonElement answer, string old, string named)
    {
        var list = answer.Items(named, "Items").ToList();
        return list.Count > 0 ? list : [.. answer.Items(old)];
    }

    // The engine leaves a size of zero out.
    private static long? SizeOfLayer(JsonElement container) => container.Integer("SizeRw") ?? (container.Text("Id") is null ? null : 0);

    private static long Sum(IEnumerable<JsonElement> items, Func<JsonElement, long?> size) => items.Sum(item => Known(size(item)) ?? 0);

    // -1 is not computed.
    private static long? Known(long? size) => size is < 0 ? null : size;
}
