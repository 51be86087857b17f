using System.Globalization;
using System.Threading.Channels;
using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>Follows the kernel log on a thread of its own and gives on what it says of processes.</summary>
internal sealed class KernelLogSource(HostContext context, KernelClock kernelClock, TimeProvider clock)
{
    public const string Name = "kernel log";

    private const int PollMilliseconds = 200;
    private const int SecondLineMilliseconds = 50;
    private const int PermissionDenied = 1;
    private const int NoSuchFile = 2;
    private const int AccessDenied = 13;

    private readonly Channel<KernelSighting> _sightings = Channel.CreateUnbounded<KernelSighting>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private KernelLogDevice? _device;
    private long _after;

    /// <summary>What was seen, in order.</summary>
    public ChannelReader<KernelSighting> Sightings => _sightings.Reader;

    /// <summary>Number of the last record read.</summary>
    public long LastSequence => Volatile.Read(ref _after);

    /// <summary>Opens the log, to go on behind this record or, without one, behind its newest; null if it can be read, else why not.</summary>
    public MissingEvidence? Open(long? afterSequence)
    {
        _after = afterSequence ?? -1;
        return TryOpen(context, out _device);
    }

    /// <summary>Opens the device; null if it can be read, else why not.</summary>
    public static MissingEvidence? TryOpen(HostContext context, out KernelLogDevice? device)
    {
        device = null;
        if (!context.IsLocal)
        {
            return Missing("the engine does not run on this machine, so its kernel log is out of reach", "run a collector on that host");
        }

        var path = context.Options.KernelLogPath;
        device = KernelLogDevice.Open(path, out var error);
        return error switch
        {
            0 => null,
            PermissionDenied or AccessDenied => Missing($"the kernel log ({path}) on {context.Host.Name} may not be read", $"give the collector CAP_SYSLOG and read access to {path}, or run it as root"),
            NoSuchFile => Missing($"there is no kernel log ({path}) here", $"pass the device in: --device {path}:{path}:r"),
            _ => Missing($"the kernel log ({path}) cannot be opened: error {error.ToString(CultureInfo.InvariantCulture)}", $"check {path}"),
        };
    }

    /// <summary>Reads until cancelled or until the device fails.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (_device is null)
        {
            _ = _sightings.Writer.TryComplete();
            return Task.CompletedTask;
        }

        // Reads of the device block no thread of the pool.
        return Task.Factory.StartNew(() => Follow(_device, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Follow(KernelLogDevice device, CancellationToken cancellationToken)
    {
        var parser = new KernelLogParser();
        var facts = new List<KernelFact>();
        var resumeAt = _after;
        var isFirst = resumeAt < 0;
        var isLive = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            switch (device.Read(out var bytes))
            {
                case KernelLogRead.Record when KernelRecord.TryParse(bytes, out var record):
                    if (record.Sequence > resumeAt)
                    {
                        ReportGap(record, resumeAt);
                        resumeAt = -1;
                        Volatile.Write(ref _after, record.Sequence);
                        parser.Accept(record, facts);
                    }

                    break;
                case KernelLogRead.Nothing:
                    if (isFirst)
                    {
                        // What was logged before the very first look is not news; it was read for its last number.
                        parser.Flush(facts);
                        facts.Clear();
                        isFirst = false;
                    }

                    isLive = true;
                    device.Wait(parser.IsPending ? SecondLineMilliseconds : PollMilliseconds);
                    FlushIfAlone(device, parser, facts, isLive, cancellationToken);
                    break;
                case KernelLogRead.Overwritten:
                    Report(new KernelSighting(null, clock.GetUtcNow(), "records were overwritten before they could be read"));
                    break;
                case KernelLogRead.Failed:
                    Report(new KernelSighting(null, clock.GetUtcNow(), "the device cannot be read any more") { IsEnd = true });
                    _ = _sightings.Writer.TryComplete();
                    device.Dispose();
                    return;
                default:
                    break;
            }

            if (!isFirst)
            {
                Give(facts, isLive);
            }
        }

        device.Dispose();
        _ = _sightings.Writer.TryComplete();
    }

    /// <summary>After the wait: the second line is there, or will not come.</summary>
    private void FlushIfAlone(KernelLogDevice device, KernelLogParser parser, List<KernelFact> facts, bool isLive, CancellationToken cancellationToken)
    {
        if (!parser.IsPending || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        while (parser.IsPending && device.Read(out var bytes) == KernelLogRead.Record)
        {
            if (KernelRecord.TryParse(bytes, out var record))
            {
                Volatile.Write(ref _after, record.Sequence);
                parser.Accept(record, facts);
            }
        }

        parser.Flush(facts);
        Give(facts, isLive);
    }

    private void ReportGap(KernelRecord record, long resumeAt)
    {
        if (resumeAt >= 0 && record.Sequence > resumeAt + 1)
        {
            var count = record.Sequence - resumeAt - 1;
            Report(new KernelSighting(null, clock.GetUtcNow(), $"{count} records were overwritten while the collector was down") { HoleCount = count });
        }
    }

    private void Give(List<KernelFact> facts, bool isLive)
    {
        foreach (var fact in facts)
        {
            Report(new KernelSighting(fact, kernelClock.ToWall(fact.Microseconds, isLive), null));
        }

        facts.Clear();
    }

    private void Report(KernelSighting sighting) => _ = _sightings.Writer.TryWrite(sighting);

    private static MissingEvidence Missing(string why, string remedy) => new(EventTypes.KernelOomKill, why, remedy);
}

/// <summary>A fact with its time, or a hole in what was seen.</summary>
internal sealed record KernelSighting(KernelFact? Fact, DateTimeOffset Time, string? Hole)
{
    /// <summary>How many records the hole has; null if that is not known.</summary>
    public long? HoleCount { get; init; }

    /// <summary>True if nothing will follow.</summary>
    public bool IsEnd { get; init; }
}
