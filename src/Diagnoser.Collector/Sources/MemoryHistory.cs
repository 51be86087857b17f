using System.Buffers;
using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources;

/// <summary>The latest memory samples of one run.</summary>
internal sealed class MemoryHistory(CgroupMemory files)
{
    private const int Kept = 60;

    private readonly Queue<MemorySample> _samples = new(Kept);
    private long _peak;

    /// <summary>The highest use seen; null without a sample.</summary>
    public long? Peak => _samples.Count > 0 ? _peak : null;

    public bool TryTake(DateTimeOffset now)
    {
        if (files.Read(now) is not { } sample)
        {
            return false;
        }

        if (_samples.Count == Kept)
        {
            _ = _samples.Dequeue();
        }

        _samples.Enqueue(sample);
        _peak = Math.Max(_peak, Math.Max(sample.Peak, sample.Current));
        return true;
    }

    /// <summary>The kernel said that use reached this many bytes.</summary>
    public void Reached(long bytes) => _peak = Math.Max(_peak, bytes);

    public Contracts.Evidence? ToEvidence()
    {
        if (_samples.Count == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var sample in _samples)
            {
                writer.WriteStartObject();
                writer.WriteString("time", Rfc3339.Format(sample.Time));
                writer.WriteNumber("cgroup.memory.current", sample.Current);
                writer.WriteNumber("cgroup.memory.peak", sample.Peak);
                Write(writer, "cgroup.memory.limit", sample.Limit);
                Write(writer, "cgroup.memory.oom_kill", sample.OomKills);
                Write(writer, "cgroup.memory.oom", sample.LimitHits);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return new Contracts.Evidence(EvidenceKinds.Sample, _samples.Last().Time, JsonElement.Parse(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
