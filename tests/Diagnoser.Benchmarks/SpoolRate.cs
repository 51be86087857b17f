using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks;

/// <summary>
/// Times the collector's spool alone: events through its sink to disk, every commit flushed, and out again by reading and removing as the
/// publisher does. With a broker (DIAGNOSER__Bus__RabbitMq__Uri) also out to its confirms.
/// </summary>
internal sealed class SpoolRate(int events)
{
    private const int Rounds = 3;
    private const int ReadLimit = 512;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs it and prints the rates of every round.</summary>
    public async Task<int> MeasureAsync()
    {
        var made = Make();
        var bytes = made.Average(e => JsonSerializer.SerializeToUtf8Bytes(e, ContractsJson.Default.DockerEvent).Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events:N0} events of {bytes:0} bytes"));
        for (var round = 1; round <= Rounds; round++)
        {
            var folder = Directory.CreateTempSubdirectory("diagnoser-bench-");
            try
            {
                using var spool = EventSpool.Open(folder.FullName, TimeProvider.System, renewal => Console.Error.WriteLine(renewal));
                var spooled = await SpoolAsync(spool, made);
                var drained = Drain(spool);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: in {events / spooled:N0}/s, out {events / drained:N0}/s"));
                if (Environment.GetEnvironmentVariable("DIAGNOSER__Bus__RabbitMq__Uri") is { Length: > 0 } broker)
                {
                    _ = await SpoolAsync(spool, made);
                    var confirmed = await PublishAsync(spool, new Uri(broker));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: out to a broker, confirmed {events / confirmed:N0}/s"));
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return 0;
    }

    // The collector's usual mixture: measurements most of all, then what starts, ends and is logged.
    private List<DockerEvent> Make()
    {
        string[] types = [EventTypes.ContainerStats, EventTypes.NetSample, EventTypes.ContainerStats, EventTypes.ContainerLog];
        return [.. SampleEvents.Make(0, events).Select((e, i) => (i % 3) switch
        {
            0 => e with { Evidence = [] },
            1 => e,
            _ => e with
            {
                Type = types[i / 3 % types.Length],
                Evidence = [],
                Attributes = e.Attributes.With(Enumerable.Range(0, 12).Select(n => new KeyValuePair<string, AttributeValue>($"cgroup.memory.field_{n}", 1000L * i))),
            },
        })];
    }

    private static async Task<double> SpoolAsync(EventSpool spool, IReadOnlyList<DockerEvent> made)
    {
        using var sink = new SpoolSink(spool, TimeProvider.System, notice => Console.Error.WriteLine(notice.Text));
        var watch = Stopwatch.StartNew();
        var writing = sink.RunAsync();
        await Task.Run(async () =>
        {
            foreach (var dockerEvent in made)
            {
                await sink.PublishAsync(dockerEvent, CancellationToken.None);
            }
        });
        sink.Complete();
        await writing;
        return watch.Elapsed.TotalSeconds;
    }

    private static double Drain(EventSpool spool)
    {
        var watch = Stopwatch.StartNew();
        SpoolPosition after = default;
        while (spool.Read(after, ReadLimit) is { Count: > 0 } rows)
        {
            foreach (var batch in EventBatch.Cut(rows))
            {
                _ = batch.ToBody();
                after = batch.Last;
                spool.Remove(after);
            }
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> PublishAsync(EventSpool spool, Uri broker)
    {
        using var stop = new CancellationTokenSource();
        using var news = new SpoolSink(spool, TimeProvider.System, notice => Console.Error.WriteLine(notice.Text));
        var watch = Stopwatch.StartNew();
        var publishing = new BrokerPublisher(new BrokerOptions(broker), spool, news, TimeProvider.System, notice => Console.Error.WriteLine(notice.Text)).RunAsync(stop.Token);
        while (spool.Count > 0)
        {
            await Task.Delay(Pause, TimeProvider.System);
        }

        var took = watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await publishing;
        return took;
    }
}
