using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>A container of a recording of raw lines.</summary>
internal sealed class RawContainer(string id, string name, RawTraits traits)
{
    public Subject Subject { get; } = new(Subject.Container, id, name);

    public ServiceName Service { get; } = traits.ServiceOf(name);

    /// <summary>What its lines repeat.</summary>
    public RawTraits Traits { get; } = traits;

    public RunRef? Run { get; set; }

    /// <summary>True if the start of the run was not in the recording: its time is that of the first event seen.</summary>
    public bool IsAssumed { get; set; }

    public void Begin(DateTimeOffset time, bool isAssumed) => (Run, IsAssumed) = (new RunRef(time), isAssumed);

    public void End() => (Run, IsAssumed) = (null, false);
}
