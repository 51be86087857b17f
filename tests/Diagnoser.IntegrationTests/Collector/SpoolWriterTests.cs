using System.Globalization;
using System.Text;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using Microsoft.Data.Sqlite;

namespace Diagnoser.IntegrationTests.Collector;

/// <summary>What <see cref="SpoolWriting"/> runs as a process of its own; no test by itself.</summary>
public sealed class SpoolWriterTests
{
    private const int Batch = 16;
    private const int Backlog = 2000;

    [Fact(Explicit = true)]
    public async Task Writes_until_it_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(SpoolWriting.Folder)!;
        var run = Environment.GetEnvironmentVariable(SpoolWriting.Run)!;
        var most = int.Parse(Environment.GetEnvironmentVariable(SpoolWriting.Most)!, CultureInfo.InvariantCulture);
        using var spool = EventSpool.Open(folder, TimeProvider.System, renewal => Assert.Fail($"{renewal}"));
        using var sink = new SpoolSink(spool, TimeProvider.System, _ => { });
        using var stop = new CancellationTokenSource();
        var publishing = Environment.GetEnvironmentVariable(SpoolWriting.Broker) is { Length: > 0 } broker
            ? new BrokerPublisher(new BrokerOptions(new Uri(broker)), spool, sink, TimeProvider.System, _ => { }).RunAsync(stop.Token)
            : Task.CompletedTask;
        await using var kept = new FileStream(SpoolWriting.Kept(folder), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var n = 0; n < most; n += Batch)
        {
            // Under load, but so that the broker can follow.
            while (spool.Count > Backlog && !publishing.IsCompleted)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            List<DockerEvent> some = [.. Enumerable.Range(n, Batch).Select(i => Event($"{run}-{i}."))];
            await AppendAsync(spool, some);
            await kept.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(some.Select(e => e.Id + "\n"))), TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await publishing;
    }

    // As the collector's sink does: what could not be written is tried again.
    private static async Task AppendAsync(EventSpool spool, List<DockerEvent> some)
    {
        while (true)
        {
            try
            {
                spool.Append(some);
                return;
            }
            catch (SqliteException)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }
    }

    private static DockerEvent Event(string id) =>
        SpooledPublisher.Event("h1", id) with { Attributes = AttributeMap.From([new("pad", new string('x', 300))]) };
}
