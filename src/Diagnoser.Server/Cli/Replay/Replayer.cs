using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Diagnoser.Collector;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>
/// A recording through the engine. One task reads blocks of lines and others parse them, in any order. Then each block passes three tasks in
/// the order of the lines: one makes its events and judges them, one concludes, one prints. They are apart since none of them can be shared.
/// </summary>
internal sealed class Replayer(DiagnosisEngine engine, Report report, DamageLog damage, TimeProvider clock)
{
    private const int LineLimit = 1 << 20;

    // Few lines under way: what the garbage collector finds alive it must copy. But some for each task, so that none waits for another.
    private const int Blocks = 16;

    private readonly RawEventReader _raw = new();
    private readonly EventLineParser _parser = new();
    private readonly Channel<LineBlock> _free = Channel.CreateUnbounded<LineBlock>();
    private readonly Channel<LineBlock> _toParse = Channel.CreateUnbounded<LineBlock>();
    private readonly Channel<LineBlock> _inOrder = Channel.CreateUnbounded<LineBlock>();
    private readonly Channel<LineBlock> _judged = Channel.CreateUnbounded<LineBlock>();
    private readonly Channel<LineBlock> _concluded = Channel.CreateUnbounded<LineBlock>();
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

        List<Task> tasks =
        [
            Task.Run(() => ReadAsync(stream, stop.Token), stop.Token),
            .. Enumerable.Range(1, Math.Clamp(Environment.ProcessorCount - 1, 1, 4)).Select(_ => Task.Run(() => ParseAsync(stop.Token), stop.Token)),
            Task.Run(() => PassAsync(_inOrder, JudgeAsync, _judged, stop.Token), stop.Token),
            Task.Run(() => PassAsync(_judged, Conclude, _concluded, stop.Token), stop.Token),
        ];
        try
        {
            // What goes wrong before is passed on to here.
            await PassAsync(_concluded, Print, _free, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(tasks).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
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

    /// <summary>Hands each block from one channel to the next, and the end, or what went wrong, after the last.</summary>
    private static async Task PassAsync(
        Channel<LineBlock> from, Func<LineBlock, ValueTask> work, Channel<LineBlock> to, CancellationToken cancellationToken)
    {
        Exception? problem = null;
        try
        {
            await foreach (var block in from.Reader.ReadAllAsync(cancellationToken))
            {
                await work(block);
                _ = to.Writer.TryWrite(block);
            }
        }
        catch (Exception e)
        {
            problem = e;
            throw;
        }
        finally
        {
            to.Writer.Complete(problem);
        }
    }

    private async ValueTask JudgeAsync(LineBlock block)
    {
        // When its turn has come and nobody did.
        if (block.TryClaim())
        {
            block.Parse(_parser, LineLimit);
        }

        await block.Parsed;
        block.MakeEvents(_raw);
        Judge(block);
    }

    private void Judge(LineBlock block)
    {
        for (var i = 0; i < block.Count; i++)
        {
            _lines++;
            ref var line = ref block[i];
            if (line.Problem is not null)
            {
                damage.Add(_lines, line.Problem);
            }
            else if (line.Event is not null)
            {
                _events++;
                engine.Judge(line.Event, block.Released);
            }

            line.Released = block.Released.Count;
        }
    }

    private ValueTask Conclude(LineBlock block)
    {
        var from = 0;
        ReadOnlySpan<DockerEvent> all = CollectionsMarshal.AsSpan(block.Released);
        for (var i = 0; i < block.Count; i++)
        {
            ref readonly var line = ref block[i];
            if (line.Event is not null)
            {
                var conclusion = new Conclusion(BlindWindows.Of(line.Event), engine.Conclude(all[from..line.Released]));
                if (conclusion.Blind is not null || !ReferenceEquals(conclusion.Output, EngineOutput.Nothing))
                {
                    block.Conclusions.Add(conclusion);
                }
            }

            from = line.Released;
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask Print(LineBlock block)
    {
        foreach (var (blind, output) in block.Conclusions)
        {
            if (blind is not null)
            {
                report.Take(blind);
            }

            report.Take(output);
        }

        report.Flush();
        block.Reset();
        return ValueTask.CompletedTask;
    }
}
