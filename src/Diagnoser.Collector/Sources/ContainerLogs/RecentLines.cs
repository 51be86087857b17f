using System.Collections.Concurrent;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.ContainerLogs;

/// <summary>The last lines of containers that the engine removes at their end, and their logs with them. Any thread.</summary>
internal sealed class RecentLines
{
    private readonly ConcurrentDictionary<string, Ring> _rings = new(StringComparer.Ordinal);

    /// <summary>Begins to keep a container's lines, or goes on.</summary>
    public Ring Of(string containerId) => _rings.GetOrAdd(containerId, static _ => new Ring());

    /// <summary>What is kept of it, oldest first; empty if nothing is.</summary>
    public IReadOnlyList<RawLogLine> Find(string containerId) => _rings.TryGetValue(containerId, out var ring) ? ring.Lines() : [];

    /// <summary>Forgets all but these.</summary>
    public void Keep(IReadOnlySet<string> containerIds)
    {
        foreach (var id in _rings.Keys.Where(id => !containerIds.Contains(id)))
        {
            _ = _rings.TryRemove(id, out _);
        }
    }

    /// <summary>The last lines of one container.</summary>
    internal sealed class Ring
    {
        private const int MaxLines = 50;
        private const int MaxBytes = 16 * 1024;

        private readonly Lock _gate = new();
        private readonly Queue<(string Stream, byte[] Line)> _lines = new(MaxLines);
        private int _bytes;

        /// <summary>Keeps a line, and lets older ones go for it.</summary>
        /// <param name="stream"><c>stdout</c> or <c>stderr</c>.</param>
        /// <param name="line">The line with the engine's time before it, UTF-8.</param>
        public void Add(string stream, ReadOnlySpan<byte> line)
        {
            var kept = line[..Math.Min(line.Length, MaxBytes)].ToArray();
            lock (_gate)
            {
                _lines.Enqueue((stream, kept));
                _bytes += kept.Length;
                while (_lines.Count > MaxLines || _bytes > MaxBytes)
                {
                    _bytes -= _lines.Dequeue().Line.Length;
                }
            }
        }

        /// <summary>All of them, oldest first.</summary>
        public IReadOnlyList<RawLogLine> Lines()
        {
            lock (_gate)
            {
                return [.. _lines.Select((line, n) => new RawLogLine(n, line.Stream, System.Text.Encoding.UTF8.GetString(line.Line)))];
            }
        }
    }
}
