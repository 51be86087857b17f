namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Says whether a measurement is worth an event at once. Thresholds are low: the rules decide what is wrong, this only keeps the calm ones apart.</summary>
internal static class Noteworthy
{
    private const double Throttled = 0.1;
    private const double NearLimit = 0.8;
    private const double Waiting = 0.2;
    private const double WaitingForMemory = 0.1;
    private const double AllWaitingForMemory = 0.05;
    private const long SwapGrowth = 1024 * 1024;

    public static bool Is(CgroupReading before, CgroupReading now) =>
        StatsFields.Share(StatsFields.Growth(before.Cpu.Throttled, now.Cpu.Throttled), StatsFields.Growth(before.Cpu.Periods, now.Cpu.Periods)) >= Throttled
        || (now.Memory is { } memory && Is(before.Memory, memory))
        || StatsFields.Share(now.Tasks.Current, now.Tasks.Limit) >= NearLimit
        || Grew(before.Tasks.Refused, now.Tasks.Refused)
        || now.Pressure.CpuSome60 >= Waiting
        || now.Pressure.IoSome60 >= Waiting
        || now.Pressure.MemorySome10 >= WaitingForMemory
        || now.Pressure.MemoryFull10 >= AllWaitingForMemory;

    private static bool Is(MemoryReading? before, MemoryReading now) =>
        StatsFields.Share(StatsFields.WorkingSet(now), now.Limit) >= NearLimit
        || Grew(before?.Reclaims, now.Reclaims)
        || Grew(before?.LimitHits, now.LimitHits)
        || Grew(before?.OomKills, now.OomKills)
        || Grew(before?.Slowdowns, now.Slowdowns)
        || now.Parts.Swap - before?.Parts.Swap >= SwapGrowth;

    private static bool Grew(long? before, long? now) => StatsFields.Growth(before, now) > 0;
}
