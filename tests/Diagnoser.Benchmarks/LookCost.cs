using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Posture;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks;

/// <summary>What it costs to look for changes and risks in inspects of so many containers, as a compose project makes them, with a ledger on disk. The inspects themselves are not in it.</summary>
internal sealed class LookCost : IDisposable
{
    // With another key all variables would be others at the next start.
    private static readonly JsonRedaction Redaction = new(new Redactor(RedactionKey.Passing()));

    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-look-").FullName;
    private readonly CountingSink _sink = new();
    private readonly int _count;

    private LookCost(int count) => _count = count;

    /// <summary>Measures with so many containers, and prints.</summary>
    public static async Task MeasureAsync(int count)
    {
        using var cost = new LookCost(count);
        await cost.RunAsync();
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private async Task RunAsync()
    {
        Console.WriteLine($"{_count} containers, looks for changes and risks; inspects and publishing are not in it");
        using (var unmeasured = new Watch(null, new CountingSink(), 50))
        {
            await unmeasured.LookAsync();
            _ = await unmeasured.TellAsync();
        }

        using (var first = new Watch(_folder, _sink, _count))
        {
            await TimeAsync("first start, changes", first.LookAsync);
            await TimeAsync("first start, risks", async () => _ = await first.TellAsync());
            first.ReadAgain();
            await TimeAsync("each minute", first.LookAsync);
        }

        using var second = new Watch(_folder, _sink, _count);
        await TimeAsync("next start, changes", second.LookAsync);
        await TimeAsync("next start, risks", async () => _ = await second.TellAsync());
        var ledger = Directory.EnumerateFiles(_folder).Sum(file => new FileInfo(file).Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ledger {ledger / 1024} KB"));
    }

    private async Task TimeAsync(string name, Func<Task> work)
    {
        var (events, told) = (_sink.Events, _sink.Bytes);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var (began, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await work();
        var waited = Stopwatch.GetElapsedTime(clock);
        var spent = Environment.CpuUsage.TotalTime - began;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-22} {spent.TotalMilliseconds,7:0.0} ms CPU {waited.TotalMilliseconds,7:0.0} ms {bytes / 1024,7} KB {_sink.Events - events,6} events {(_sink.Bytes - told) / 1024,6} KB as JSON"));
    }

    private sealed class Watch : IDisposable
    {
        private readonly Ledger _ledger;
        private readonly Outlet _outlet;
        private readonly SourceKit _kit;
        private readonly ContainerPosture _posture;
        private readonly ConfigurationWatch _watch;
        private readonly List<KnownContainer> _containers = [];

        public Watch(string? folder, CountingSink sink, int count)
        {
            _ledger = new Ledger(folder);
            var redactor = new Redactor();
            _outlet = new Outlet(sink, new EventRedaction(redactor), TimeProvider.System);
            var identity = new DockerIdentity("engine", "29", "1.52", "host", 2, 1L << 34, "kernel", DateTimeOffset.UnixEpoch);
            var context = new HostContext(new CollectorOptions(new Uri("unix:///nowhere")), identity);
            _kit = new SourceKit(new EventFactory(context, redactor), new Inventory(), _ledger, _outlet, new Notices(null, redactor, TimeProvider.System), TimeProvider.System);
            _posture = new ContainerPosture(_kit);
            _watch = new ConfigurationWatch(new ServiceChanges(_kit), new ImageChanges(_kit), _posture);
            for (var i = 0; i < count; i++)
            {
                _containers.Add(_kit.Inventory.Get(i.ToString("x64", CultureInfo.InvariantCulture)));
            }

            ReadAgain();
        }

        public void ReadAgain()
        {
            for (var i = 0; i < _containers.Count; i++)
            {
                _containers[i].Snapshot = new ContainerSnapshot(Redaction.Redact(JsonElement.Parse(Inspect(_containers[i].Id, i))), DateTimeOffset.UnixEpoch);
            }
        }

        public async Task LookAsync()
        {
            foreach (var container in _containers)
            {
                await _watch.SeenAsync(container, container.Snapshot!, null, isNews: false, CancellationToken.None);
            }
        }

        public async Task<int> TellAsync()
        {
            var told = 0;
            foreach (var container in _containers)
            {
                told += await _posture.TellAsync(container, CancellationToken.None);
            }

            return told;
        }

        public void Dispose()
        {
            _outlet.Dispose();
            _ledger.Dispose();
        }

        private static string Inspect(string id, int number) =>
            $$$"""
            {"Id":"{{{id}}}","Created":"2026-01-01T12:00:00Z","Path":"dotnet","Args":["Shop.Api.dll","--urls","http://+:8080"],"Name":"/shop-api-{{{number}}}","RestartCount":0,"Image":"sha256:{{{id}}}",
             "State":{"Status":"running","Running":true,"Pid":4711,"ExitCode":0,"Error":"","StartedAt":"2026-01-01T12:00:01Z","FinishedAt":"0001-01-01T00:00:00Z","Health":{"Status":"healthy","FailingStreak":0,"Log":[]}},
             "AppArmorProfile":"docker-default","HostConfig":{"Binds":["/srv/shop/config:/config:ro"],"LogConfig":{"Type":"json-file","Config":{}},"NetworkMode":"shop_default","PortBindings":{"8080/tcp":[{"HostIp":"","HostPort":"{{{8000 + number}}}"}]},
               "RestartPolicy":{"Name":"unless-stopped","MaximumRetryCount":0},"AutoRemove":false,"CapAdd":null,"CapDrop":null,"CgroupnsMode":"private","Dns":[],"DnsOptions":[],"DnsSearch":[],"ExtraHosts":[],"IpcMode":"private","OomScoreAdj":0,
               "PidMode":"","Privileged":false,"ReadonlyRootfs":false,"SecurityOpt":null,"UTSMode":"","UsernsMode":"","ShmSize":67108864,"Runtime":"runc","Memory":268435456,"NanoCpus":0,"MemorySwap":536870912,"PidsLimit":null,"Ulimits":null},
             "Mounts":[{"Type":"volume","Name":"shop_data","Source":"/var/lib/docker/volumes/shop_data/_data","Destination":"/data","Driver":"local","RW":true},{"Type":"bind","Source":"/srv/shop/config","Destination":"/config","RW":false}],
             "Config":{"Hostname":"{{{id[^12..]}}}","User":"","Env":["ASPNETCORE_ENVIRONMENT=Production","ASPNETCORE_HTTP_PORTS=8080","DOTNET_RUNNING_IN_CONTAINER=true","DOTNET_VERSION=10.0.1","PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
               "ConnectionStrings__Shop=Host=db;Database=shop;Username=shop;Password=correcthorse","Redis__Address=redis:6379","Mail__Host=mail","Mail__Password=correcthorse","LOG_LEVEL=info","TZ=Europe/Berlin","FEATURE_CART=on","FEATURE_WISHLIST=off","Otlp__Endpoint=http://otel:4317","REGION=eu"],
               "Cmd":["--urls","http://+:8080"],"Image":"registry.example.com/shop/api:1.{{{number % 10}}}","WorkingDir":"/app","Entrypoint":["dotnet","Shop.Api.dll"],"ExposedPorts":{"8080/tcp":{}},
               "Labels":{"com.docker.compose.config-hash":"{{{id}}}","com.docker.compose.container-number":"{{{number}}}","com.docker.compose.depends_on":"db:service_healthy:false,redis:service_started:false","com.docker.compose.image":"sha256:{{{id}}}",
                 "com.docker.compose.oneoff":"False","com.docker.compose.project":"shop","com.docker.compose.project.config_files":"/srv/shop/compose.yaml","com.docker.compose.project.working_dir":"/srv/shop","com.docker.compose.service":"api","com.docker.compose.version":"2.40.0",
                 "org.opencontainers.image.revision":"{{{id[^40..]}}}","org.opencontainers.image.source":"https://git.example.com/shop/api","traefik.enable":"true","traefik.http.routers.api.rule":"Host(`shop.example.com`)"} },
             "NetworkSettings":{"Ports":{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"{{{8000 + number}}}"}]},"Networks":{"shop_default":{"IPAMConfig":null,"IPAddress":"172.20.1.{{{number % 250}}}","IPPrefixLen":16,"Gateway":"172.20.0.1","Aliases":["api"],"DNSNames":["api"]} } } }
            """;
    }

    private sealed class CountingSink : IEventSink
    {
        public int Events { get; private set; }

        public long Bytes { get; private set; }

        public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken)
        {
            Events++;
            Bytes += JsonSerializer.SerializeToUtf8Bytes(dockerEvent, ContractsJson.Default.DockerEvent).Length;
            return ValueTask.CompletedTask;
        }
    }
}
