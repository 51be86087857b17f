using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Notifiers;

public sealed class NotifierPipelineTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);
    private FakeTeams _vendor = null!;
    private NotifierPipeline _pipeline = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await FakeTeams.StartAsync();
        _pipeline = new NotifierPipeline(NotifierAddress.Parse(_vendor.Webhook), _clock);
    }

    public async ValueTask DisposeAsync()
    {
        _pipeline.Dispose();
        await _vendor.DisposeAsync();
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(202, null)]
    [InlineData(302, nameof(DeliveryOutcome.Refused))]
    [InlineData(400, nameof(DeliveryOutcome.Refused))]
    [InlineData(403, nameof(DeliveryOutcome.Refused))]
    [InlineData(404, nameof(DeliveryOutcome.Refused))]
    [InlineData(408, nameof(DeliveryOutcome.Retry))]
    [InlineData(410, nameof(DeliveryOutcome.Refused))]
    [InlineData(429, nameof(DeliveryOutcome.Retry))]
    [InlineData(500, nameof(DeliveryOutcome.Retry))]
    [InlineData(503, nameof(DeliveryOutcome.Retry))]
    public async Task A_status_is_an_outcome(int status, string? outcome)
    {
        _vendor.Next(new Trouble.Answer(status) { Location = status == 302 ? _vendor.Webhook : null });

        var answer = await PostAsync();

        Assert.Equal(outcome, answer.Failure?.Outcome.ToString());
        _ = Assert.Single(_vendor.Received);
    }

    [Theory]
    [InlineData(429, "30", 30)]
    [InlineData(503, "120", 120)]
    [InlineData(429, "Mon, 23 Nov 2026 03:01:00 GMT", 60)]
    [InlineData(503, "Mon, 23 Nov 2026 02:00:00 GMT", 0)]
    [InlineData(429, "2000000000", 900)]
    [InlineData(429, "soon", null)]
    [InlineData(429, null, null)]
    public async Task The_wait_that_the_vendor_asks_for_is_told(int status, string? header, int? seconds)
    {
        _vendor.Next(new Trouble.Answer(status, "", header));

        var failure = (await PostAsync()).Failure;

        Assert.Equal(seconds, failure!.After?.TotalSeconds);
    }

    [Fact]
    public async Task Silence_ends_after_the_time_out()
    {
        _vendor.Next(new Trouble.Silence());

        var post = PostAsync();
        await Until(() => _vendor.Received.Count == 1);
        Assert.False(post.IsCompleted);
        _clock.Advance(NotifierPipeline.Timeout);

        Assert.Equal(DeliveryOutcome.Retry, (await post).Failure?.Outcome);
    }

    [Fact]
    public async Task A_request_that_was_sent_is_not_repeated_by_itself()
    {
        _vendor.Next(new Trouble.Reset());

        Assert.Equal(DeliveryOutcome.Retry, (await PostAsync()).Failure?.Outcome);
        _ = Assert.Single(_vendor.Received);
    }

    [Fact]
    public async Task A_vendor_that_comes_up_within_the_quick_retries_is_reached()
    {
        var port = FreePort();
        using var pipeline = new NotifierPipeline(NotifierAddress.Parse(Address(port)), _clock);
        var post = pipeline.PostAsync(new Uri(Address(port)), "{}"u8.ToArray(), TestContext.Current.CancellationToken);
        await Task.WhenAny(post, Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        await using var late = await FakeTeams.StartAsync(port);

        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            return post.IsCompleted;
        });

        Assert.Equal(401, (await post).Status);
    }

    [Fact]
    public async Task A_vendor_that_is_not_there_is_worth_another_try_and_the_reason_names_the_host_alone()
    {
        var address = Address(FreePort());
        using var pipeline = new NotifierPipeline(NotifierAddress.Parse(address), TimeProvider.System);

        var failure = (await pipeline.PostAsync(new Uri(address), "{}"u8.ToArray(), TestContext.Current.CancellationToken)).Failure;

        Assert.Equal(DeliveryOutcome.Retry, failure!.Outcome);
        Assert.Matches("^cannot connect to 127\\.0\\.0\\.1:[0-9]+: ConnectionRefused$", failure.Reason);
    }

    [Fact]
    public async Task A_vendor_that_fails_again_and_again_is_left_alone_for_a_while()
    {
        _vendor.Next([.. Enumerable.Repeat(new Trouble.Answer(500), 5)]);
        for (var i = 0; i < 5; i++)
        {
            _ = await PostAsync();
        }

        var failure = (await PostAsync()).Failure;
        Assert.Equal(DeliveryOutcome.Retry, failure!.Outcome);
        Assert.InRange(failure.After!.Value, TimeSpan.FromSeconds(1), NotifierPipeline.Break);
        Assert.Equal(5, _vendor.Received.Count);

        _clock.Advance(NotifierPipeline.Break);
        _vendor.Next(new Trouble.Answer(202));
        Assert.Null((await PostAsync()).Failure);
    }

    [Fact]
    public async Task Refusals_do_not_break_the_circuit()
    {
        _vendor.Next([.. Enumerable.Repeat(new Trouble.Answer(400), 20)]);
        for (var i = 0; i < 20; i++)
        {
            _ = await PostAsync();
        }

        Assert.Equal(20, _vendor.Received.Count);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        _vendor.Next(new Trouble.Silence());
        using var stop = new CancellationTokenSource();

        var post = _pipeline.PostAsync(new Uri(_vendor.Webhook), "{}"u8.ToArray(), stop.Token);
        await Until(() => _vendor.Received.Count == 1);
        await stop.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
    }

    [Fact]
    public async Task No_span_tells_the_address()
    {
        List<string> spans = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("System.Net.Http", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => spans.Add(string.Join(' ', activity.Tags)),
        };
        ActivitySource.AddActivityListener(listener);
        _vendor.Next(new Trouble.Answer(202));

        _ = await PostAsync();

        Assert.DoesNotContain(spans, s => s.Contains("/workflows/", StringComparison.Ordinal));
        Assert.False(Assert.Single(_vendor.Received).Headers.ContainsKey("traceparent"));
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/services/plantedWebhookSecret24");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Until(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "it did not happen within 20 s");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private Task<HttpAnswer> PostAsync() => _pipeline.PostAsync(new Uri(_vendor.Webhook), "{}"u8.ToArray(), TestContext.Current.CancellationToken);
}
