using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.DaemonLog;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.ContainerLogs;

/// <summary>Makes events of lines that containers wrote.</summary>
internal static class LogLineEvents
{
    private const string Source = "container logs";
    private const int MaxText = 4096;
    private const int LevelWithin = 100;

    /// <summary>A line, or the last of several that were counted.</summary>
    /// <param name="factory">Makes it.</param>
    /// <param name="container">Who wrote it.</param>
    /// <param name="line">The line.</param>
    /// <param name="repeats">How many it stands for; 0 if for itself alone.</param>
    public static DockerEvent Of(EventFactory factory, KnownContainer container, WrittenLine line, int repeats) =>
        factory.Of(EventTypes.ContainerLog, line.Time, Source, container, [new("stream", line.Stream), new("line", line.Text), new("repeats", $"{repeats}")],
        [
            new(AttributeNames.LogBody, SnapshotAttributes.Text(line.Text.Length <= MaxText ? line.Text : RedactionMark.Cut(line.Text, MaxText))),
            new(AttributeNames.LogLevel, SnapshotAttributes.Text(LevelOf(line.Text))),
            new(AttributeNames.LogRepeats, SnapshotAttributes.Positive(repeats)),
            new("log.iostream", line.Stream),
        ]);

    /// <summary>The level that a line says at its beginning, as a word of its own; null if it says none.</summary>
    internal static string? LevelOf(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, LevelWithin)];
        Span<char> word = stackalloc char[8];
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            if (at > start && at - start is >= 4 and <= 8)
            {
                var length = System.Text.Ascii.ToLower(text[start..at], word, out var written) == System.Buffers.OperationStatus.Done ? written : 0;
                if (word[..length] is "critical")
                {
                    return "fatal";
                }

                if (DaemonLineParser.Level(word[..length]) is { } level)
                {
                    return level;
                }
            }

            at = at == start ? at + 1 : at;
        }

        return null;
    }
}

/// <summary>A line that a container wrote.</summary>
/// <param name="Time">When.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The line.</param>
internal readonly record struct WrittenLine(DateTimeOffset Time, string Stream, string Text);
