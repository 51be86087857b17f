using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Runbooks;

/// <summary>
/// Takes changed runbooks while the program runs. It looks at the files themselves again and again: changes below a bind mount, on a network
/// file system or behind an exchanged link are announced by nobody.
/// </summary>
/// <param name="runbooks">The rules in use.</param>
/// <param name="asked">Set when somebody wants it to look now.</param>
/// <param name="readiness">Where it says which files are broken.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Where it says what has changed.</param>
internal sealed partial class RunbookWatch(
    RunbooksInUse runbooks, Signal asked, Readiness readiness, TimeProvider clock, ILogger<RunbookWatch> logger) : IRole
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private const string Part = "runbooks";
    private const int ShownFiles = 5;

    private readonly Outage _outage = new();

    // What was seen and may not be all of it yet.
    private RunbookFiles? _seen;

    public string Name => Part;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Show();
        using var timer = new PeriodicTimer(Period, clock);
        var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        var ask = asked.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        try
        {
            while (true)
            {
                var next = await Task.WhenAny(tick, ask);
                await next;
                if (next == ask)
                {
                    Try(LookNow);
                    ask = asked.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                else
                {
                    Try(Look);
                    tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>Looks once: what has changed is taken when it is the same the next time, so that nothing is read while it is being written.</summary>
    public void Look()
    {
        var now = RunbookFolder.Collect(runbooks.Paths, _seen ?? runbooks.Taken);
        var isNew = !now.IsSame(runbooks.Taken);
        var isAnotherDay = RunbooksInUse.DayOf(clock.GetUtcNow()) != runbooks.Day;
        if (isNew ? now.IsSame(_seen) : isAnotherDay)
        {
            Tell(runbooks.Take(now, clock.GetUtcNow()));
            isNew = false;
        }

        _seen = isNew ? now : null;
    }

    /// <summary>Somebody asked: what stands in the files is all of it.</summary>
    private void LookNow()
    {
        var now = RunbookFolder.Collect(runbooks.Paths, runbooks.Taken);
        if (now.IsSame(runbooks.Taken))
        {
            Log.Unchanged(logger);
        }
        else
        {
            Tell(runbooks.Take(now, clock.GetUtcNow()));
        }

        _seen = null;
    }

    private void Try(Action look)
    {
        try
        {
            look();
            _ = _outage.Ended();
        }
#pragma warning disable CA1031 // because the rules in use are worth more than the new ones, and it is told
        catch (Exception problem)
#pragma warning restore CA1031
        {
            if (_outage.Began(problem.Message))
            {
                Log.Failed(logger, problem);
            }
        }
    }

    private void Tell(RunbookReload reload)
    {
        if (reload.ChangesRules)
        {
            Log.Changed(logger, reload.RulesText());
        }

        foreach (var broken in reload.Broken.Take(ShownFiles))
        {
            Log.Broken(logger, broken.Text(clock.GetUtcNow()));
        }

        if (reload.Broken.Count > ShownFiles)
        {
            Log.MoreBroken(logger, reload.Broken.Count - ShownFiles, string.Join(' ', runbooks.Paths));
        }

        if (reload.Mended.Count > 0)
        {
            Log.Mended(logger, RunbookReload.Names(reload.Mended));
        }

        if (reload.Outcome is { } outcome)
        {
            Measures.RuleReloads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        }

        Show();
    }

    private void Show()
    {
        Measures.Rules.Record(runbooks.Rules.Rules.Count);
        Measures.OverridesEnded.Record(runbooks.EndedOverrides);
        Measures.RunbooksBroken.Record(runbooks.Broken.Sum(b => b.Files));
        if (runbooks.Broken.Count == 0)
        {
            readiness.Good(Part);
            return;
        }

        var more = runbooks.Broken.Count > ShownFiles ? $" | and {runbooks.Broken.Count - ShownFiles} more" : "";
        var text = string.Join(" | ", runbooks.Broken.Take(ShownFiles).Select(b => b.Text(clock.GetUtcNow()))) + more;
        readiness.Warn(Part, TerminalText.Line(text, TerminalText.RuleTextLimit));
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "runbooks: looked at as asked, nothing has changed")]
        public static partial void Unchanged(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "runbooks: {Rules}")]
        public static partial void Changed(ILogger logger, string rules);

        [LoggerMessage(Level = LogLevel.Warning, Message = "runbooks: {Broken}")]
        public static partial void Broken(ILogger logger, string broken);

        [LoggerMessage(Level = LogLevel.Warning, Message = "runbooks: {More} more are broken; see: diagnoser rules lint {Paths}")]
        public static partial void MoreBroken(ILogger logger, int more, string paths);

        [LoggerMessage(Level = LogLevel.Information, Message = "runbooks: no longer broken: {Paths}")]
        public static partial void Mended(ILogger logger, string paths);

        [LoggerMessage(Level = LogLevel.Error, Message = "runbooks: what has changed cannot be read, the rules in use stay in use")]
        public static partial void Failed(ILogger logger, Exception problem);
    }
}
