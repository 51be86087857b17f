using System.Globalization;
using System.Threading.Channels;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>A recording through the engine: one task reads and parses, another concludes and prints.</summary>
internal sealed class Replayer(DiagnosisEngine engine, Report report, DamageLog damage, TimeProvider clock)
{
    private const int LineLimit = 1 << 20;

    // Few events under way: what the garbage collector finds alive it must copy.
    private const int BatchSize = 256;
    private const int BatchesAhead = 4;

    private long _lines;
    private long _events;
    private TimeSpan _took;

    public async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var batches = Channel.CreateBounded<List<DockerEvent>>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(stream, batches.Writer, cancellationToken), cancellationToken);
        await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (var dockerEvent in batch)
            {
                if (BlindWindows.Of(dockerEvent) is { } window)
                {
                    report.Take(window);
                }

                report.Take(engine.Process(dockerEvent));
            }

            report.Flush();
        }

        await reading;
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

    private async Task ReadAsync(Stream stream, ChannelWriter<List<DockerEvent>> batches, CancellationToken cancellationToken)
    {
        try
        {
            var lines = new LineReader(stream, LineLimit);
            var batch = new List<DockerEvent>(BatchSize);
            var reader = new EventLineReader();
            while (await lines.FillAsync(cancellationToken))
            {
                while (Take(lines, reader, batch))
                {
                    await batches.WriteAsync(batch, cancellationToken);
                    batch = new List<DockerEvent>(BatchSize);
                }
            }

            batches.Complete();
        }
        catch (Exception problem)
        {
            batches.Complete(problem);
            throw;
        }
    }

    // True with a batch; false with an empty one when more must be read first.
    private bool Take(LineReader lines, EventLineReader reader, List<DockerEvent> batch)
    {
        while (batch.Count < BatchSize && lines.TryTake(out var line, out var tooLong))
        {
            _lines++;
            var reading = tooLong ? new LineReading(null, "it is longer than 1 MB") : reader.Read(line);
            if (reading.Event is { } dockerEvent)
            {
                _events++;
                batch.Add(dockerEvent);
            }
            else if (reading.Problem is { } problem)
            {
                damage.Add(lines.Number, problem);
            }
        }

        return batch.Count > 0;
    }
}
