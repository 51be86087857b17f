using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Telemetry;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Runbooks;

public sealed class RunbooksAskedTests : IDisposable
{
    private readonly RuleFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly Signal _asked = new();

    public void Dispose()
    {
        _asked.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_asks_has_what_stands_in_the_files_taken_at_once()
    {
        var runbooks = _folder.Write("a.yaml", RuleFolder.Rule("a")).Load(_clock.GetUtcNow());
        _ = _folder.Write("b.yaml", RuleFolder.Rule("b", 8));

        var said = await AskAsync(runbooks);

        Assert.NotNull(runbooks.Rules.Find("b"));
        Assert.Contains("runbooks: 1 rule added (b)", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_is_told_also_that_nothing_has_changed()
    {
        var runbooks = _folder.Write("a.yaml", RuleFolder.Rule("a")).Load(_clock.GetUtcNow());

        Assert.Contains("runbooks: looked at as asked, nothing has changed", await AskAsync(runbooks), StringComparison.Ordinal);
    }

    // The clock stands: it does not look by itself.
    private async Task<string> AskAsync(RunbooksInUse runbooks)
    {
        await using var log = new StringWriter();
        using var logging = LineLoggerProvider.Factory(log, _clock, dated: false, target: null);
        using var stop = new CancellationTokenSource();
        _asked.Set();
        var running = new RunbookWatch(runbooks, _asked, new Readiness(), _clock, logging.CreateLogger<RunbookWatch>()).RunAsync(stop.Token);
        await stop.CancelAsync();
        await running;
        return log.ToString();
    }
}
