using Diagnoser.Contracts;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Bus.Messages;

public sealed class OutboxRelayTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly Signal _news = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly FakeSender _sender = new();
    private readonly OutboxRelay _relay;

    public OutboxRelayTests() => _relay = new OutboxRelay(_folder.Store, _sender, _news, _clock, NullLogger<OutboxRelay>.Instance);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _news.Dispose();
    }

    [Fact]
    public async Task Messages_are_sent_in_order_and_forgotten()
    {
        await EnqueueAsync("a", "b", "c");

        Assert.Equal(3, await _relay.SendWaitingAsync(Cancelled));
        Assert.Equal(0, await _relay.SendWaitingAsync(Cancelled));

        Assert.Equal(["a", "b", "c"], _sender.Sent);
    }

    [Fact]
    public async Task What_could_not_be_sent_waits_and_what_was_sent_before_it_is_not_sent_again()
    {
        await EnqueueAsync("a", "b");
        _sender.Fails = "b";
        _ = await Assert.ThrowsAsync<IOException>(() => _relay.SendWaitingAsync(Cancelled));

        _sender.Fails = null;
        _clock.Advance(TimeSpan.FromSeconds(16));
        _ = await _relay.SendWaitingAsync(Cancelled);

        Assert.Equal(["a", "b"], _sender.Sent);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_set_aside_and_the_rest_goes_on()
    {
        await EnqueueAsync([new OutgoingMessage(nameof(DiagnosisConcluded), "{damaged"), new OutgoingMessage("FromTheFuture", "{}"), Message("a")]);

        _ = await _relay.SendWaitingAsync(Cancelled);

        Assert.Equal(["a"], _sender.Sent);
        Assert.Equal(["outbox DiagnosisConcluded", "outbox FromTheFuture"], (await _folder.Store.QuarantineAsync(10, Cancelled)).Select(r => r.Origin).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_wakes_up_when_there_is_news()
    {
        using var stop = new CancellationTokenSource();
        var running = _relay.RunAsync(stop.Token);
        await EnqueueAsync("a");
        _news.Set();

        await _sender.SentAsync("a");

        await stop.CancelAsync();
        await running;
    }

    private static OutgoingMessage Message(string id) => Outgoing.Of(new DiagnosisConcluded(Some.Diagnosis(id)));

    private Task EnqueueAsync(params IReadOnlyList<string> ids) => EnqueueAsync([.. ids.Select(Message)]);

    private async Task EnqueueAsync(IReadOnlyList<OutgoingMessage> messages)
    {
        await using var transaction = await _folder.Store.BeginAsync(Cancelled);
        await transaction.EnqueueAsync(messages, Cancelled);
        await transaction.CommitAsync(Cancelled);
    }

    private sealed class FakeSender : IMessageSender
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Sent { get; } = [];

        public string? Fails { get; set; }

        public Task SendAsync(object message, CancellationToken cancellationToken)
        {
            var id = ((DiagnosisConcluded)message).Diagnosis.Id;
            if (id == Fails)
            {
                throw new IOException("away");
            }

            Sent.Add(id);
            _ = _first.TrySetResult(id);
            return Task.CompletedTask;
        }

        public async Task SentAsync(string id) => Assert.Equal(id, await _first.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
    }
}
