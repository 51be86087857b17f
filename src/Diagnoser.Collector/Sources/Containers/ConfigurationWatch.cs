using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Posture;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>
/// Takes every inspect that somebody made: where a container's configuration is not the one that was looked at last, its changes and its risks are looked
/// for. Most inspects end at the comparison of two numbers.
/// </summary>
internal sealed class ConfigurationWatch(ServiceChanges changes, ImageChanges images, ContainerPosture posture)
{
    /// <summary>To be run as the container's posted work, after what happened to it was published.</summary>
    /// <param name="container">The container.</param>
    /// <param name="fresh">What inspect showed.</param>
    /// <param name="time">When the engine told of what may have changed it; null if it was found by looking.</param>
    /// <param name="isNews">False if what is found is how things are, not news.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SeenAsync(KnownContainer container, ContainerSnapshot fresh, DateTimeOffset? time, bool isNews, CancellationToken cancellationToken)
    {
        var mark = fresh.ConfigurationMark;
        if (mark == container.ConfigurationMark || container.DestroyedAt is not null)
        {
            return;
        }

        if (container.ConfigurationMark is null)
        {
            await images.SeenAsync(fresh, isNews, cancellationToken);
        }

        if (await changes.CompareAsync(container, fresh, time, cancellationToken))
        {
            container.ConfigurationMark = mark;
        }

        posture.Add(container);
    }
}
