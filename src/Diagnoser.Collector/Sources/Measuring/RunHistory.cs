using System.Buffers;
using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>The latest measurements of one run: memory every other second, and the last two readings of everything. They outlive the cgroup. Any thread.</summary>
internal sealed class RunHistory(CgroupFolders folders, int pid, CgroupReading? first)
{
    private const int Kept = 60;

    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset Time, MemoryReading Reading)> _memory = new(Kept);
    private CgroupReading? _before;
    private CgroupReading? _last = first;
    private long _peak;

    public CgroupFolders Folders { get; } = folders;

    /// <summary>The run's main process.</summary>
    public int Pid { get; } = pid;

    /// <summary>The latest reading of everything; null if there is none.</summary>
    public CgroupReading? Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>The highest use seen; null without a measurement.</summary>
    public long? Peak
    {
        get
        {
            lock (_gate)
            {
                return _memory.Count > 0 ? _peak : null;
            }
        }
    }

    public void Add(DateTimeOffset time, MemoryReading reading)
    {
        lock (_gate)
        {
            if (_memory.Count == Kept)
            {
                _ = _memory.Dequeue();
            }

            _memory.Enqueue((time, reading));
            _peak = Math.Max(_peak, Math.Max(reading.Peak, reading.Current));
        }
    }

    /// <summary>Takes a reading of everything; returns the one before it.</summary>
    public CgroupReading? Advance(CgroupReading reading)
    {
        lock (_gate)
        {
            _before = _last;
            _last = reading;
            return _before;
        }
    }

    /// <summary>The kernel said that use reached this many bytes.</summary>
    public void Reached(long bytes)
    {
        lock (_gate)
        {
            _peak = Math.Max(_peak, bytes);
        }
    }

    public Contracts.Evidence? ToEvidence()
    {
        lock (_gate)
        {
            if (_memory.Count == 0 && _last is null)
            {
                return null;
            }

            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartArray();
                foreach (var (time, reading) in _memory)
                {
                    WriteMemory(writer, time, reading);
                }

                WriteLast(writer);
                writer.WriteEndArray();
            }

            var latest = _memory.Count > 0 ? _memory.Last().Time : _last!.Value.Time;
            return new Contracts.Evidence(EvidenceKinds.Sample, latest, JsonElement.Parse(buffer.WrittenSpan));
        }
    }

    private static void WriteMemory(Utf8JsonWriter writer, DateTimeOffset time, MemoryReading reading)
    {
        writer.WriteStartObject();
        writer.WriteString("time", Rfc3339.Format(time));
        writer.WriteNumber("cgroup.memory.current", reading.Current);
        writer.WriteNumber("cgroup.memory.peak", reading.Peak);
        Write(writer, "cgroup.memory.limit", reading.Limit);
        Write(writer, "cgroup.memory.oom_kill", reading.OomKills);
        Write(writer, "cgroup.memory.oom", reading.LimitHits);
        writer.WriteEndObject();
    }

    /// <summary>The last reading of everything, in the fields of <c>container.stats</c>: what was throttled, refused or waited for before the end.</summary>
    private void WriteLast(Utf8JsonWriter writer)
    {
        if (_last is not { } last)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("time", Rfc3339.Format(last.Time));
        foreach (var (name, value) in StatsFields.Of(_before ?? last, last))
        {
            if (value.TryGetInteger(out var whole))
            {
                writer.WriteNumber(name, whole);
            }
            else if (value.TryGetNumber(out var number))
            {
                writer.WriteNumber(name, number);
            }
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
