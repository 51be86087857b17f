using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks;

/// <summary>What measuring costs: sweeps over the files of so many made-up containers. A real kernel makes its files up as they are read; that is not in it.</summary>
internal sealed class SweepCost : IDisposable
{
    private const int Warm = 20;
    private const int Rounds = 100;
    private const int FirstPid = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly string _root = Directory.CreateTempSubdirectory("diagnoser-sweep-").FullName;
    private readonly int _count;
    private readonly Ledger _ledger = new(null);
    private readonly Outlet _outlet = new(new NoSink(), new EventRedaction(new Redactor()), TimeProvider.System);
    private readonly SourceKit _kit;
    private readonly MemorySampler _sampler;
    private DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    private SweepCost(int count)
    {
        _count = count;
        Write("proc/sys/kernel/osrelease", "kernel\n");
        var options = new CollectorOptions(new Uri("unix:///nowhere")) { ProcPath = Path.Combine(_root, "proc"), CgroupPath = Path.Combine(_root, "cgroup") };
        var identity = new DockerIdentity("engine", "29", "1.52", "host", 2, 1L << 34, "kernel", DateTimeOffset.UnixEpoch);
        var redactor = new Redactor();
        _kit = new SourceKit(new EventFactory(new HostContext(options, identity), redactor), new Inventory(), _ledger, _outlet, new Notices(null, redactor, TimeProvider.System), TimeProvider.System);
        _sampler = new MemorySampler(_kit.Factory.Context, TimeProvider.System);
        for (var i = 0; i < count; i++)
        {
            Start(i.ToString("x64", CultureInfo.InvariantCulture), FirstPid + i);
        }
    }

    /// <summary>Measures with so many containers, and prints.</summary>
    public static int Measure(int count)
    {
        using var cost = new SweepCost(count);
        cost.Run();
        return 0;
    }

    public void Dispose()
    {
        _outlet.Dispose();
        _ledger.Dispose();
        Directory.Delete(_root, true);
    }

    private void Run()
    {
        var proc = _kit.Factory.Context.Options.ProcPath;
        var file = new FileBytes();
        var net = new NetReader(file);
        var stats = new ContainerStats(new MeasuringOptions(), _sampler, new CgroupReader(file), new OpenFiles(proc, file), new Zombies(proc, file));
        var nets = new NetSamples(_kit, _sampler, net, ThreadTime.Now);
        var host = new HostSamples(_kit.Factory, _sampler, new HostReader(proc, file), new HostNet(proc, 1, net, file));

        Console.WriteLine($"{_count} containers, calm, {Rounds} sweeps at {Interval.TotalSeconds:0} s; publishing is not in it");
        var total = Time("cgroups", now => stats.Sweep(now).Count)
            + Time("networks", now => nets.Sweep(now).Count)
            + Time("host", now => host.Sweep(now).Count);
        var memory = Time("memory, each 4 s", _ =>
        {
            _sampler.Sample();
            return 0;
        });
        var share = (total / Interval.TotalMicroseconds) + (memory / TimeSpan.FromSeconds(Math.Max(2, _count / 50.0)).TotalMicroseconds);
        Console.WriteLine($"together {share:P3} of a core");
    }

    /// <summary>Runs it again and again; returns microseconds of processor time a sweep.</summary>
    private double Time(string name, Func<DateTimeOffset, int> sweep)
    {
        for (var i = 0; i < Warm; i++)
        {
            _ = sweep(_now += Interval);
        }

        var events = 0;
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var (began, clock) = (ThreadTime.Now(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Rounds; i++)
        {
            events += sweep(_now += Interval);
        }

        var spent = (ThreadTime.Now() - began).TotalMicroseconds / Rounds;
        var waited = Stopwatch.GetElapsedTime(clock).TotalMicroseconds / Rounds;
        bytes = (GC.GetAllocatedBytesForCurrentThread() - bytes) / Rounds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-18} {spent,8:0} µs CPU {waited,8:0} µs {bytes,9} B {(double)events / Rounds,6:0.0} events"));
        return spent;
    }

    private void Start(string id, int pid)
    {
        Write($"proc/{pid}/cgroup", $"0::/docker/{id}\n");
        Write($"proc/{pid}/stat", $"{pid} (app) S 1 1 1 0 -1 0 0 0 0 0\n");
        Write($"proc/{pid}/limits", "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1048576              1048576              files     \n");
        Write($"proc/{pid}/fd/0", "");
        var net = $"proc/{pid}/net";
        Write($"{net}/snmp", SweepFiles.Snmp);
        Write($"{net}/netstat", SweepFiles.Netstat);
        Write($"{net}/sockstat", "sockets: used 20\nTCP: inuse 4 orphan 0 tw 2 alloc 9 mem 1\nUDP: inuse 1 mem 0\n");
        Write($"{net}/dev", "Inter-|   Receive  |  Transmit\n face |bytes |bytes\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n  eth0: 9999 99 0 0 0 0 0 0 9999 99 0 0 0 0 0 0\n");
        Write($"{net}/tcp", SweepFiles.Tcp(20));
        Write($"{net}/tcp6", SweepFiles.Tcp(0));
        var folder = $"cgroup/docker/{id}";
        foreach (var (name, text) in SweepFiles.Cgroup)
        {
            Write($"{folder}/{name}", text);
        }

        Write($"{folder}/cgroup.procs", $"{pid}\n");
        var container = _kit.Inventory.Get(id);
        container.Snapshot = new ContainerSnapshot(JsonElement.Parse($$$"""{"Id":"{{{id}}}","Name":"/c{{{pid}}}","HostConfig":{"NetworkMode":"bridge"},"State":{"Running":true,"Pid":{{{pid}}} } }"""), DateTimeOffset.UnixEpoch);
        (container.IsAlive, container.MainPid) = (true, pid);
        _sampler.Begin(id, pid);
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private sealed class NoSink : IEventSink
    {
        public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
