using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;
using RabbitMQ.Client;

namespace Diagnoser.Benchmarks.Host;

/// <summary>
/// What a published collector costs its host: how soon its first event is at the broker, its memory and processor time at rest and under load, and what it
/// loses of a flood; <c>docker events</c> beside it on the same engine, where there is a docker client.
/// </summary>
internal sealed class CollectorCost(string program, int rate, int containers, int seconds)
{
    private const int Flood = 5000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(2);

    private readonly Uri _broker = new(Environment.GetEnvironmentVariable("DIAGNOSER__Bus__RabbitMq__Uri")
        ?? throw new InvalidOperationException("DIAGNOSER__Bus__RabbitMq__Uri is not set; tests/bench-collector brings up a broker"));

    /// <summary>Runs it and prints the figures.</summary>
    public async Task<int> MeasureAsync()
    {
        await using var host = new BenchHost(containers);
        var folder = Directory.CreateTempSubdirectory("diagnoser-bench-");
        var hostId = "bench-" + Guid.NewGuid().ToString("n")[..8];
        await using var connection = await BrokerConnection.OpenAsync(new BrokerOptions(_broker), CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        await BrokerTopology.DeclareAsync(channel, EventWire.DefaultPartitions, CancellationToken.None);
        var queue = EventWire.Queue(EventWire.Partition(hostId, EventWire.DefaultPartitions));
        var began = Stopwatch.GetTimestamp();
        using var collector = Start(program, ["run", "--docker", host.Engine.Endpoint.OriginalString, "--data", folder.FullName], hostId);
        var arrived = await ArrivedAsync(channel, queue, 1);
        Print($"start to the first event at the broker: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        using var client = StartClient(host);
        try
        {
            await MeasureAsync("at rest", [("collector", collector), ("docker events", client)], () => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System));
            long made = 0;
            await MeasureAsync($"{rate} events/s of {containers} containers", [("collector", collector), ("docker events", client)], async () => made = await host.CrashLoopAsync(rate, TimeSpan.FromSeconds(seconds)));
            arrived += await ArrivedAsync(channel, queue, made);
            Print($"of {made} events {made} were at the broker, with {arrived - made - 1} of the collector's own");
            var flood = Stopwatch.GetTimestamp();
            made = await host.CrashLoopAsync(Flood * 10, TimeSpan.FromSeconds(0.1));
            await ArrivedAsync(channel, queue, made);
            Print($"a flood of {made} events: all at the broker after {Stopwatch.GetElapsedTime(flood).TotalSeconds:0.0} s; memory then {new ProcessUse(collector).ResidentMegabytes:0.0} MB, at most {new ProcessUse(collector).PeakMegabytes:0.0} MB");
            return 0;
        }
        finally
        {
            client?.Kill();
            collector.Kill();
            await collector.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(string what, (string Name, Process? Process)[] processes, Func<Task> work)
    {
        var uses = processes.Where(entry => entry.Process is not null).Select(entry => (entry.Name, Use: new ProcessUse(entry.Process!))).ToList();
        uses.ForEach(entry => entry.Use.Begin());
        await work();
        foreach (var (name, use) in uses)
        {
            Print($"{what}, {name}: {use.CpuPercent():0.00} % of a core, {use.ResidentMegabytes:0.0} MB");
        }
    }

    private static async Task<long> ArrivedAsync(IChannel channel, string queue, long events)
    {
        var watch = Stopwatch.StartNew();
        long arrived = 0;
        while (arrived < events)
        {
            if (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
            {
                using var batch = JsonDocument.Parse(message.Body);
                arrived += batch.RootElement.GetArrayLength();
                continue;
            }

            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException($"{arrived} of {events} events arrived");
            }

            await Task.Delay(Glance, TimeProvider.System);
        }

        return arrived;
    }

    private Process Start(string file, string[] arguments, string hostId)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardError = true };
        start.Environment["DIAGNOSER__Bus__RabbitMq__Uri"] = _broker.OriginalString;
        start.Environment["DIAGNOSER__Collector__HostId"] = hostId;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginErrorReadLine();
        return process;
    }

    private static Process? StartClient(BenchHost host)
    {
        try
        {
            var start = new ProcessStartInfo("docker", ["events", "--format", "{{json .}}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DOCKER_HOST"] = host.Engine.Endpoint.OriginalString;
            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Print("there is no docker client here: nothing to compare with");
            return null;
        }
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Print(string text) => Console.WriteLine(text);
}
