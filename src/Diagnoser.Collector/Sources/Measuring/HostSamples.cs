using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Measures the host's processors, memory and network, and says what of it is to be published. One thread.</summary>
internal sealed class HostSamples(EventFactory factory, MemorySampler sampler, HostReader reader, HostNet net)
{
    private const string Source = "host";

    private readonly MeasuringOptions _options = factory.Context.Options.Measuring;
    private HostReading? _last;
    private Series<HostReading>? _cpu;
    private Series<HostReading>? _memory;
    private HostNetReading? _lastNet;
    private Series<HostNetReading>? _net;

    /// <summary>Reads everything; returns the events that are to be published.</summary>
    public IReadOnlyList<DockerEvent> Sweep(DateTimeOffset now)
    {
        var due = new List<DockerEvent>();
        var reading = reader.Read(now);
        if (_last is { } before && _cpu is { } cpu && _memory is { } memory)
        {
            Tell(due, EventTypes.HostCpu, cpu, before, reading, HostFields.IsCpuNoteworthy(before, reading), HostFields.Cpu);
            var limits = Limits();
            Tell(due, EventTypes.HostMemory, memory, before, reading, HostFields.IsMemoryNoteworthy(before, reading), (from, to) => HostFields.Memory(from, to, limits));
        }

        _last = reading;
        _cpu ??= new Series<HostReading>(reading);
        _memory ??= new Series<HostReading>(reading);
        if (net.Read(now) is { } network)
        {
            if (_lastNet is { } earlier && _net is { } series)
            {
                Tell(due, EventTypes.NetSample, series, earlier, network, HostNet.IsNoteworthy(earlier, network), HostNet.Fields);
            }

            _lastNet = network;
            _net ??= new Series<HostNetReading>(network);
        }

        return due;
    }

    private void Tell<T>(
        List<DockerEvent> due, string type, Series<T> series, T before, T now, bool isNoteworthy, Func<T, T, IEnumerable<KeyValuePair<string, AttributeValue>>> fields)
        where T : struct, IReading
    {
        if (!series.Add(before, now, isNoteworthy, _options.CalmInterval))
        {
            return;
        }

        if (series.TakeCalm() is { } calm)
        {
            due.Add(Of(type, calm.To.Time, fields(calm.From, calm.To)));
        }

        due.Add(Of(type, now.Time, fields(series.Take(now), now)));
    }

    private DockerEvent Of(string type, DateTimeOffset time, IEnumerable<KeyValuePair<string, AttributeValue>> fields)
    {
        var host = factory.Context.Host;
        return factory.Of(type, time, Source, new Subject(Subject.HostKind, host.Id, host.Name), [], fields);
    }

    private (long Sum, int Unlimited) Limits()
    {
        (long Sum, int Unlimited) limits = default;
        foreach (var (_, history) in sampler.Running)
        {
            if (history.Last?.Memory is { } memory)
            {
                limits = memory.Limit is { } limit ? (limits.Sum + limit, limits.Unlimited) : (limits.Sum, limits.Unlimited + 1);
            }
        }

        return limits;
    }
}
