using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Spool;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Diagnoser.IntegrationTests.Publishing;

public sealed class BrokerPublisherTests(DockerHost host, Broker broker)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_event_reaches_the_partition_of_its_host_once_and_in_order()
    {
        var access = await broker.NewAsync(host.Require());
        await using var publishing = new SpooledPublisher(new BrokerOptions(access.Uri));

        await publishing.GiveAsync("h1", 0, 3000);
        await publishing.EmptiedAsync();

        var events = await access.DrainAsync(EventWire.Queue(EventWire.Partition("h1", EventWire.DefaultPartitions)));
        Assert.Equal(SpooledPublisher.Ids(0, 3000), events.Select(e => e.Id));
        Assert.Equal(Enumerable.Range(1, 3000).Select(n => (long)n), events.Select(e => e.Seq));
        Assert.Empty(publishing.Notices);
    }

    [Fact]
    public async Task Connections_cut_under_load_lose_nothing()
    {
        var access = await broker.NewAsync(host.Require());
        await using var publishing = new SpooledPublisher(new BrokerOptions(access.Uri));
        for (var round = 0; round < 5; round++)
        {
            await publishing.GiveAsync("h1", round * 2000, 2000);
            await access.ControlAsync("close_all_connections", "--vhost", access.Uri.AbsolutePath[1..], "a test cuts them");
        }

        await publishing.EmptiedAsync();

        // At least once: what was sent and not yet confirmed is sent again, with the same ids and numbers.
        var events = await access.DrainAsync(EventWire.Queue(EventWire.Partition("h1", EventWire.DefaultPartitions)));
        Assert.Equal(SpooledPublisher.Ids(0, 10_000), events.DistinctBy(e => e.Id).OrderBy(e => e.Seq).Select(e => e.Id));
        Assert.Contains(publishing.Notices, notice => notice.Degraded);
        await publishing.WellAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_said_once_without_the_password_and_events_wait()
    {
        var access = await broker.NewAsync(host.Require());
        await using var publishing = new SpooledPublisher(new BrokerOptions(access.WithPassword("wr0ng-word")));

        await publishing.GiveAsync("h1", 0, 10);
        var notice = await publishing.NoticeAsync();

        Assert.True(notice.Degraded);
        Assert.Contains("refuses user 'tester' or its password", notice.Text, StringComparison.Ordinal);
        Assert.Contains("DIAGNOSER__Bus__RabbitMq__Uri", notice.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-word", notice.ToString(), StringComparison.Ordinal);
        Assert.Equal(10, publishing.Spool.Count);
    }

    [Fact]
    public async Task An_unreachable_broker_is_named_and_events_wait()
    {
        await using var publishing = new SpooledPublisher(new BrokerOptions(new Uri("amqp://tester:x@127.0.0.1:1/")));

        await publishing.GiveAsync("h1", 0, 10);
        var notice = await publishing.NoticeAsync();

        Assert.Contains("RabbitMQ at 127.0.0.1:1 cannot be reached", notice.Text, StringComparison.Ordinal);
        Assert.Equal(10, publishing.Spool.Count);
    }

    [Fact]
    public async Task A_queue_declared_differently_is_named_and_once_it_is_deleted_events_flow()
    {
        var access = await broker.NewAsync(host.Require());
        var queue = EventWire.Queue(EventWire.Partition("h1", EventWire.DefaultPartitions));
        await using var connection = await access.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        _ = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        await using var publishing = new SpooledPublisher(new BrokerOptions(access.Uri));

        await publishing.GiveAsync("h1", 0, 10);
        var notice = await publishing.NoticeAsync();
        Assert.Contains("with other settings", notice.Text, StringComparison.Ordinal);
        Assert.Contains(queue, notice.Text, StringComparison.Ordinal);

        _ = await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: TestContext.Current.CancellationToken);
        await publishing.EmptiedAsync();
        Assert.Equal(SpooledPublisher.Ids(0, 10), (await access.DrainAsync(queue)).Select(e => e.Id));
    }

    [Fact]
    public async Task Events_spooled_before_a_restart_are_sent_after_it()
    {
        var access = await broker.NewAsync(host.Require());
        var folder = new TemporaryFolder();
        using (var before = EventSpool.Open(folder.Path, TimeProvider.System, renewal => Assert.Fail($"{renewal}")))
        {
            before.Append([.. SpooledPublisher.Ids(0, 50).Select(id => SpooledPublisher.Event("h1", id))]);
        }

        await using var publishing = new SpooledPublisher(new BrokerOptions(access.Uri), folder);
        await publishing.EmptiedAsync();

        var events = await access.DrainAsync(EventWire.Queue(EventWire.Partition("h1", EventWire.DefaultPartitions)));
        Assert.Equal(SpooledPublisher.Ids(0, 50), events.Select(e => e.Id));
    }

    [Fact]
    public async Task The_context_of_a_batch_stands_in_its_headers_and_in_its_events()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Diagnoser.Collector",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var access = await broker.NewAsync(host.Require());
        await using var publishing = new SpooledPublisher(new BrokerOptions(access.Uri));
        await publishing.GiveAsync("h1", 0, 10);
        await publishing.EmptiedAsync();

        await using var connection = await access.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var arrived = new TaskCompletionSource<(string Context, IReadOnlyList<DockerEvent> Events)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            var header = Encoding.ASCII.GetString((byte[])message.BasicProperties.Headers!["traceparent"]!);
            _ = arrived.TrySetResult((header, JsonSerializer.Deserialize(message.Body.Span, ContractsJson.Default.IReadOnlyListDockerEvent)!));
            return Task.CompletedTask;
        };
        var queue = EventWire.Queue(EventWire.Partition("h1", EventWire.DefaultPartitions));
        _ = await channel.BasicConsumeAsync(queue, autoAck: true, consumer, TestContext.Current.CancellationToken);
        var (context, events) = await arrived.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", context);
        Assert.All(events, e => Assert.Equal(context, e.Traceparent));
    }
}
