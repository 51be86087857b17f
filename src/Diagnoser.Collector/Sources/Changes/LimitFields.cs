using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>What a container may use, as entries such as <c>memory=67108864</c>; what is not limited has none.</summary>
internal static class LimitFields
{
    private static readonly (string Name, string Key)[] Numbers =
    [
        ("memory", "Memory"), ("memory_swap", "MemorySwap"), ("memory_reservation", "MemoryReservation"), ("cpu_quota", "CpuQuota"),
        ("cpu_period", "CpuPeriod"), ("cpu_shares", "CpuShares"), ("pids", "PidsLimit"), ("shm", "ShmSize"), ("blkio_weight", "BlkioWeight"),
    ];

    public static IEnumerable<string> Of(ContainerSnapshot container)
    {
        var root = container.Root;
        foreach (var (name, key) in Numbers)
        {
            if (root.Integer("HostConfig", key) is > 0 and var number)
            {
                yield return $"{name}={number}";
            }
        }

        if (root.Integer("HostConfig", "NanoCpus") is > 0 and var nano)
        {
            yield return $"cpus={Number(nano / 1e9)}";
        }

        if (root.Text("HostConfig", "CpusetCpus") is { Length: > 0 } cpus)
        {
            yield return $"cpuset={cpus}";
        }

        if (root.Integer("HostConfig", "OomScoreAdj") is not (null or 0) and var score)
        {
            yield return $"oom_score_adj={score}";
        }

        if (root.Boolean("HostConfig", "OomKillDisable") == true)
        {
            yield return "oom_kill_disable=true";
        }

        foreach (var limit in root.Items("HostConfig", "Ulimits"))
        {
            yield return $"{limit.Text("Name")}={limit.Integer("Soft")}:{limit.Integer("Hard")}";
        }
    }

    internal static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
