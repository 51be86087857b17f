using System.Net;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.ContainerLogs;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Reads the last lines that a container wrote.</summary>
internal sealed class LogTail(EngineClient client, Redactor redactor, TimeProvider clock, RecentLines? recent = null)
{
    private const int MaxLines = 50;
    private const int MaxCharacters = 16 * 1024;
    private const int MaxLine = 4 * 1024;
    private const int MaxRawLine = 16 * 1024;

    // What a container can make the collector read, not what is kept of it.
    private const long MaxRead = 4L * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<LogTailReading> ReadAsync(string id, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var stream = await client.OpenLogsAsync(id, MaxLines, limit.Token);
            return Of(await ReadAsync(stream, limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LogTailReading.Without("the engine did not give the log within 3 s", null);
        }
        catch (EngineRefusedException refused) when (refused.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return recent?.Find(id) is { Count: > 0 } kept ? Of(kept) : LogTailReading.Without("the container was removed before its log could be read", "run it without --rm");
        }
        catch (EngineRefusedException refused)
        {
            return LogTailReading.Without(redactor.Redact(refused.Message), "use a log driver that can be read, such as json-file or local");
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return LogTailReading.Without($"the log could not be read: {failure.Message}", null);
        }
    }

    private LogTailReading Of(IReadOnlyList<RawLogLine> raw) => new(
        new Contracts.Evidence(EvidenceKinds.Logs, clock.GetUtcNow(), JsonSerializer.SerializeToElement(Lines(raw, redactor), ContractsJson.Default.IReadOnlyListLogLine)), null);

    /// <summary>The last lines that fit, without secrets: those of each stream together, for a key may be spread over several of them.</summary>
    internal static IReadOnlyList<LogLine> Lines(IReadOnlyList<RawLogLine> raw, Redactor redactor)
    {
        var texts = new string[raw.Count];
        foreach (var stream in raw.Index().GroupBy(line => line.Item.Stream))
        {
            var places = stream.ToList();
            var redacted = redactor.RedactLines([.. places.Select(line => SplitTime(line.Item.Text).Text)]);
            foreach (var (at, place) in places.Index())
            {
                texts[place.Index] = redacted[at];
            }
        }

        var lines = new List<LogLine>();
        var characters = 0;
        for (var i = raw.Count - 1; i >= 0 && lines.Count < MaxLines; i--)
        {
            var text = RedactionMark.Cut(texts[i], MaxLine);
            characters += text.Length;
            if (characters > MaxCharacters && lines.Count > 0)
            {
                break;
            }

            lines.Add(new LogLine(SplitTime(raw[i].Text).Time, raw[i].Stream, text));
        }

        lines.Reverse();
        return lines;
    }

    private static (DateTimeOffset Time, string Text) SplitTime(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && Rfc3339.TryParse(line.AsSpan(0, space), out var time) ? (time, line[(space + 1)..]) : (default, line);
    }

    private static async Task<IReadOnlyList<RawLogLine>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var frames = new LogFrames(MaxLines, MaxRawLine);
        var buffer = new byte[16 * 1024];
        for (var read = 0L; read < MaxRead;)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                break;
            }

            frames.Add(buffer.AsSpan(0, count));
            read += count;
        }

        return frames.End();
    }
}

/// <summary>The lines, or why there are none.</summary>
internal readonly record struct LogTailReading(Contracts.Evidence? Evidence, MissingEvidence? Missing)
{
    public static LogTailReading Without(string why, string? remedy) => new(null, new MissingEvidence(EvidenceKinds.Logs, why, remedy));
}
