using System.Globalization;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Publishing;

[Collection(nameof(Alone))]
public sealed class UrgencyTests(DockerHost host, Broker broker)
{
    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    public async Task A_death_is_confirmed_soon_whatever_else_is_going_on(int perSecond)
    {
        const int seconds = 4;
        var access = await broker.NewAsync(host.Require());
        using var folder = new TemporaryFolder();
        using var spool = EventSpool.Open(folder.Path, TimeProvider.System, renewal => Assert.Fail($"{renewal}"));
        using var sink = new SpoolSink(spool, TimeProvider.System, notice => Assert.Fail(notice.Text));
        using var stop = new CancellationTokenSource();
        var publisher = new BrokerPublisher(new BrokerOptions(access.Uri), spool, sink, TimeProvider.System, notice => Assert.Fail(notice.Text));
        var writing = sink.RunAsync();
        var publishing = publisher.RunAsync(stop.Token);
        await GiveAsync(sink, EventTypes.ContainerDie, 0);
        await UntilAsync(() => publisher.Confirmed == 1);

        var latencies = new List<TimeSpan>();
        var given = 1;
        var started = TimeProvider.System.GetTimestamp();
        for (var beat = 1; beat <= seconds * 10; beat++)
        {
            for (; given < beat * perSecond / 10; given++)
            {
                await GiveAsync(sink, EventTypes.ContainerStart, given);
            }

            var asked = TimeProvider.System.GetTimestamp();
            await GiveAsync(sink, EventTypes.ContainerDie, given++);
            var upToHere = given;
            await UntilAsync(() => publisher.Confirmed >= upToHere);
            latencies.Add(TimeProvider.System.GetElapsedTime(asked));
            var ahead = TimeSpan.FromSeconds(beat / 10.0) - TimeProvider.System.GetElapsedTime(started);
            await Task.Delay(ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero, TestContext.Current.CancellationToken);
        }

        latencies.Sort();
        sink.Complete();
        await writing;
        await stop.CancelAsync();
        await publishing;

        // Measured: 6 ms at 10 events a second, 15 ms at 5,000; the limit is for machines that are busy with other things.
        Assert.True(latencies[latencies.Count / 2] < TimeSpan.FromMilliseconds(90), $"median {latencies[latencies.Count / 2]}, most {latencies[^1]}");
    }

    private static async Task GiveAsync(SpoolSink sink, string type, int number) => await sink.PublishAsync(
        new DockerEvent(number.ToString("x8", CultureInfo.InvariantCulture), type, DateTimeOffset.UnixEpoch, new("h1", "h1"), new(Subject.Container, "c1", new string('x', 700))),
        TestContext.Current.CancellationToken);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(1, limit.Token);
        }
    }
}
