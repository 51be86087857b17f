using Diagnoser.Collector.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests;

public sealed class EngineWaitTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<CollectorNotice> _notices = [];

    [Fact]
    public async Task An_engine_that_is_away_is_told_once_with_every_address_that_was_tried()
    {
        using var stop = new CancellationTokenSource();
        var finding = EngineWait.FindAsync(["unix:///no/docker.sock", "ssh://elsewhere"], _clock, _notices.Add, stop.Token);
        for (var round = 0; round < 5 || _notices.Count == 0; round++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => finding);

        var notice = Assert.Single(_notices);
        Assert.Equal("no engine answers: unix:///no/docker.sock: no such file; ssh://elsewhere: ssh:// is not supported; waiting for it", notice.Text);
        Assert.Contains("DOCKER_HOST", notice.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_answers_is_found_without_a_word()
    {
        await using var engine = new FakeEngine();

        var search = await EngineWait.FindAsync(["unix:///no/docker.sock", engine.Endpoint.OriginalString], _clock, _notices.Add, TestContext.Current.CancellationToken);

        Assert.Equal(engine.Endpoint, search.Found);
        Assert.Empty(_notices);
    }
}
