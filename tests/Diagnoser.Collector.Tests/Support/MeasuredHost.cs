using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Kernel;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Support;

/// <summary>A watch over a made-up host, with containers that need no engine.</summary>
internal sealed class MeasuredHost : IDisposable
{
    private readonly Ledger _ledger;
    private readonly Outlet _outlet;

    public MeasuredHost(HostTree tree, MeasuringOptions? measuring = null, string? root = null, string dataRoot = "", string? data = null)
    {
        _ledger = new Ledger(data);
        tree.Write("proc/sys/kernel/osrelease", Some.Identity.Kernel + "\n");
        var options = new CollectorOptions(new Uri("unix:///nowhere"))
        {
            ProcPath = tree.Proc, CgroupPath = tree.Cgroup, RootPath = root ?? tree.Root, Measuring = measuring ?? new MeasuringOptions(), Notice = Notices.Add,
        };
        _outlet = new Outlet(Published, new EventRedaction(new Redactor()), Clock);
        Kit = new SourceKit(
            new EventFactory(new HostContext(options, Some.Identity with { DataRoot = dataRoot }), new Redactor()), new Inventory(), _ledger, _outlet, new Notices(Notices.Add, new Redactor(), Clock), Clock);
        Sampler = new MemorySampler(Kit.Factory.Context, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(Some.Noon);

    public Collected Published { get; } = new();

    public List<CollectorNotice> Notices { get; } = [];

    public SourceKit Kit { get; }

    public MemorySampler Sampler { get; }

    /// <summary>A container runs.</summary>
    public KnownContainer Run(string id, int pid, string hostConfig = "")
    {
        var container = Kit.Inventory.Get(id);
        container.Snapshot = new ContainerSnapshot(System.Text.Json.JsonElement.Parse(Some.Inspect(new Some.State { Running = true, Pid = pid, Started = Some.Noon }, hostConfig: hostConfig, id: id)), Some.Noon);
        container.Run = Some.Noon;
        container.IsAlive = true;
        container.MainPid = pid;
        Sampler.Begin(id, pid);
        return container;
    }

    public void Dispose()
    {
        _outlet.Dispose();
        _ledger.Dispose();
    }
}
