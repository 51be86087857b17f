using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Reads the last lines that a container wrote.</summary>
internal sealed class LogTail(EngineClient client, Redactor redactor, TimeProvider clock)
{
    private const int MaxLines = 50;
    private const int MaxCharacters = 16 * 1024;
    private const int MaxLine = 4 * 1024;
    private const int MaxRead = 512 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<LogTailReading> ReadAsync(string id, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var stream = await client.OpenLogsAsync(id, MaxLines, limit.Token);
            var bytes = await ReadCappedAsync(stream, limit.Token);
            var lines = Parse(bytes, redactor);
            var data = JsonSerializer.SerializeToElement(lines, ContractsJson.Default.IReadOnlyListLogLine);
            return new LogTailReading(new Contracts.Evidence(EvidenceKinds.Logs, clock.GetUtcNow(), data), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LogTailReading.Without("the engine did not give the log within 1 s", null);
        }
        catch (EngineRefusedException refused) when (refused.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return LogTailReading.Without("the container was removed before its log could be read", "run it without --rm");
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

    /// <summary>Takes the engine's frames, or a terminal's plain text, apart into lines; keeps the last that fit.</summary>
    internal static IReadOnlyList<LogLine> Parse(ReadOnlySpan<byte> bytes, Redactor redactor)
    {
        var found = new List<(string Stream, string Line)>();
        if (IsFramed(bytes))
        {
            while (bytes.Length >= 8)
            {
                var length = Math.Min((int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), int.MaxValue), bytes.Length - 8);
                AddLines(found, bytes[0] == 2 ? "stderr" : "stdout", bytes.Slice(8, length));
                bytes = bytes[(8 + length)..];
            }
        }
        else
        {
            AddLines(found, "stdout", bytes);
        }

        var parsed = found.Select(entry => (entry.Stream, Split: SplitTime(entry.Line))).ToList();
        var texts = redactor.RedactLines([.. parsed.Select(entry => entry.Split.Text)]);
        var lines = new List<LogLine>();
        var characters = 0;
        for (var i = parsed.Count - 1; i >= 0 && lines.Count < MaxLines; i--)
        {
            var text = texts[i].Length <= MaxLine ? texts[i] : string.Concat(texts[i].AsSpan(0, MaxLine), "…");
            characters += text.Length;
            if (characters > MaxCharacters && lines.Count > 0)
            {
                break;
            }

            lines.Add(new LogLine(parsed[i].Split.Time, parsed[i].Stream, text));
        }

        lines.Reverse();
        return lines;
    }

    private static bool IsFramed(ReadOnlySpan<byte> bytes) => bytes.Length >= 8 && bytes[0] <= 2 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == 0;

    private static void AddLines(List<(string Stream, string Line)> found, string stream, ReadOnlySpan<byte> bytes)
    {
        foreach (var range in bytes.Split((byte)'\n'))
        {
            var line = bytes[range].TrimEnd((byte)'\r');
            if (!line.IsEmpty)
            {
                found.Add((stream, Encoding.UTF8.GetString(line)));
            }
        }
    }

    private static (DateTimeOffset Time, string Text) SplitTime(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && Rfc3339.TryParse(line.AsSpan(0, space), out var time) ? (time, line[(space + 1)..]) : (default, line);
    }

    private static async Task<byte[]> ReadCappedAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (all.Length < MaxRead)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                break;
            }

            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}

/// <summary>The lines, or why there are none.</summary>
internal readonly record struct LogTailReading(Contracts.Evidence? Evidence, MissingEvidence? Missing)
{
    public static LogTailReading Without(string why, string? remedy) => new(null, new MissingEvidence(EvidenceKinds.Logs, why, remedy));
}
