using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Publishes measurements of containers, each in its turn within the container.</summary>
internal sealed class MeasurementOutlet(SourceKit kit)
{
    /// <summary>Publishes it, unless another run has begun since.</summary>
    public Task PublishAsync(Measurement measurement, CancellationToken cancellationToken) =>
        kit.Inventory.Find(measurement.ContainerId) is not { } container ? Task.CompletedTask : container.Post(() =>
            container.IsAlive && container.MainPid == measurement.Pid
                ? kit.Outlet.PublishAsync(Make(measurement, container), cancellationToken)
                : Task.CompletedTask);

    private DockerEvent Make(Measurement measurement, KnownContainer container)
    {
        var made = kit.Factory.Of(measurement.Type, measurement.Time, measurement.Source, container, [], measurement.Fields);
        if (measurement.Cut.Count == 0)
        {
            return made;
        }

        var cut = (made.Attributes[AttributeNames.CutAttributes].List ?? []).Concat(measurement.Cut).ToList();
        return made with { Attributes = made.Attributes.With(AttributeNames.CutAttributes, AttributeValue.FromList(cut)) };
    }
}

/// <summary>A measurement of a container that is to be published.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="Source">Where it is from; part of the event's id.</param>
/// <param name="Time">When it was read.</param>
/// <param name="ContainerId">The container.</param>
/// <param name="Pid">The main process of the run that it is of.</param>
/// <param name="Fields">What was measured.</param>
internal sealed record Measurement(
    string Type, string Source, DateTimeOffset Time, string ContainerId, int Pid, IReadOnlyList<KeyValuePair<string, AttributeValue>> Fields)
{
    /// <summary>Names of lists among the fields that are longer than an event carries.</summary>
    public IReadOnlyList<string> Cut { get; init; } = [];
}
