using System.Globalization;
using System.Threading.Channels;
using Diagnoser.Collector;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>
/// A recording through the engine. One task reads blocks of lines and others parse them, in any order; the caller concludes and prints in
/// the order of the lines, and parses a block itself when its turn has come and nobody did.
/// </summary>
internal sealed class Replayer(DiagnosisEngine engine, Report report, DamageLog damage, TimeProvider clock)
{
    private const int LineLimit = 1 << 20;

    // Few lines under way: what the garbage collector finds alive it must copy.
    private const int Blocks = 8;

    private readonly RawEventReader _raw = new();
    private readonly Channel<LineBlock> _free = Channel.CreateUnbounded<LineBlock>();
    private readonly Channel<LineBlock> _toParse = Channel.CreateUnbounded<LineBlock>();
    private readonly Channel<LineBlock> _inOrder = Channel.CreateUnbounded<LineBlock>();
    private long _lines;
    private long _events;
    private TimeSpan _took;

    public async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        for (var i = 0; i < Blocks; i++)
        {
            _ = _free.Writer.TryWrite(new LineBlock());
        }

        var reading = Task.Run(() => ReadAsync(stream, stop.Token), stop.Token);
        var parsing = Enumerable.Range(1, Math.Clamp(Environment.ProcessorCount - 1, 1, 4)).Select(_ => Task.Run(() => ParseAsync(stop.Token), stop.Token)).ToList();
        try
        {
            await ConcludeAsync(stop.Token);
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([reading, .. parsing]).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        report.Take(engine.Finish());
        report.Flush();
        _took = clock.GetElapsedTime(started);
    }

    /// <summary>What was read and concluded, and how fast.</summary>
    public string Summary()
    {
        var seconds = Math.Max(_took.TotalSeconds, 0.001);
        var skipped = _lines - _events - damage.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"replayed {Report.Count(_lines, "line")}: {Report.Count(_events, "event")}, {skipped:#,0} not used, {damage.Count:#,0} skipped as damaged; "
            + $"{report.Counts()}; {seconds:0.00} s, {_events / seconds:#,0} events/s");
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        Exception? problem = null;
        try
        {
            var reader = new BlockReader(stream, LineLimit);
            for (var block = await _free.Reader.ReadAsync(cancellationToken);
                 await reader.FillAsync(block, cancellationToken);
                 block = await _free.Reader.ReadAsync(cancellationToken))
            {
                block.Offer();
                _ = _toParse.Writer.TryWrite(block);
                _ = _inOrder.Writer.TryWrite(block);
            }
        }
        catch (Exception e)
        {
            problem = e;
            throw;
        }
        finally
        {
            _toParse.Writer.Complete();
            _inOrder.Writer.Complete(problem);
        }
    }

    private async Task ParseAsync(CancellationToken cancellationToken)
    {
        var parser = new EventLineParser();
        await foreach (var block in _toParse.Reader.ReadAllAsync(cancellationToken))
        {
            if (block.TryClaim())
            {
                block.Parse(parser, LineLimit);
            }
        }
    }

    private async Task ConcludeAsync(CancellationToken cancellationToken)
    {
        var parser = new EventLineParser();
        await foreach (var block in _inOrder.Reader.ReadAllAsync(cancellationToken))
        {
            if (block.TryClaim())
            {
                block.Parse(parser, LineLimit);
            }

            await block.Parsed;
            for (var i = 0; i < block.Count; i++)
            {
                Conclude(block, block[i]);
            }

            report.Flush();
            block.Reset();
            _ = _free.Writer.TryWrite(block);
        }
    }

    private void Conclude(LineBlock block, in BlockLine line)
    {
        _lines++;
        var (dockerEvent, problem) = RecordedLines.Read(_raw, block, line);
        if (problem is not null)
        {
            damage.Add(_lines, problem);
        }
        else if (dockerEvent is not null)
        {
            _events++;
            if (BlindWindows.Of(dockerEvent) is { } window)
            {
                report.Take(window);
            }

            report.Take(engine.Process(dockerEvent));
        }
    }
}
