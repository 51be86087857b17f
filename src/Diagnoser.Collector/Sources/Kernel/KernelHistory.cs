using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>Reads what the kernel log still holds of one container.</summary>
internal sealed class KernelHistory(HostContext context, TimeProvider clock)
{
    /// <summary>The facts; none, with the reason in the context, if the log cannot be read.</summary>
    public IReadOnlyList<KernelSighting> Read(string containerId)
    {
        context.KernelLogMissing = KernelLogSource.TryOpen(context, out var device);
        if (device is null)
        {
            return [];
        }

        using (device)
        {
            var parser = new KernelLogParser();
            var facts = new List<KernelFact>();
            for (var read = device.Read(out var bytes); read is KernelLogRead.Record or KernelLogRead.Overwritten; read = device.Read(out bytes))
            {
                if (KernelRecord.TryParse(bytes, out var record))
                {
                    parser.Accept(record, facts);
                }
            }

            parser.Flush(facts);
            var kernelClock = new KernelClock(clock);
            return
            [
                .. facts.Where(fact => fact.ContainerId == containerId)
                    .Select(fact => new KernelSighting(fact, kernelClock.ToWall(fact.Microseconds, isLive: false), null)),
            ];
        }
    }
}
