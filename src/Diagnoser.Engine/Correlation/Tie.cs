using System.Runtime.InteropServices;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>What diagnoses may have in common: an event, or a run of a container.</summary>
internal readonly record struct Tie
{
    private readonly EventKey _id;
    private readonly string? _host;
    private readonly long _startedAt;

    private Tie(EventKey id, string? host, long startedAt) => (_id, _host, _startedAt) = (id, host, startedAt);

    /// <summary>An event.</summary>
    public static Tie Of(EventKey eventId) => new(eventId, null, 0);

    /// <summary>A run: its host, its container and when it started, in UTC ticks.</summary>
    public static Tie OfRun(string host, EventKey container, long startedAt) => new(container, host, startedAt);

    /// <summary>Those of a diagnosis.</summary>
    public static Tie[] Of(Diagnosis diagnosis)
    {
        var ties = new List<Tie>(diagnosis.Events.Count + 1);
        foreach (var id in diagnosis.Events)
        {
            AddNew(ties, Of(EventKey.Of(id)));
        }

        if (diagnosis.Run is { } run)
        {
            AddNew(ties, OfRun(diagnosis.Host.Id, EventKey.Of(diagnosis.Subject.Id), run.StartedAt.UtcTicks));
        }

        return [.. ties];
    }

    /// <summary>Those of sightings.</summary>
    public static Tie[] Of(List<Sighting> sightings)
    {
        var ties = new List<Tie>(sightings.Count + 1);
        foreach (var sighting in sightings)
        {
            AddNew(ties, Of(sighting.Id));
            if (sighting.Run is { } run)
            {
                AddNew(ties, run);
            }
        }

        return [.. ties];
    }

    /// <summary>True if both name the same events.</summary>
    public static bool SameEvents(Tie[] some, Tie[] others)
    {
        var count = 0;
        foreach (var tie in some)
        {
            if (tie._host is not null)
            {
                continue;
            }

            count++;
            if (Array.IndexOf(others, tie) < 0)
            {
                return false;
            }
        }

        return count == others.Count(t => t._host is null);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_id, _startedAt);

    // There are few, and as hashes they differ at their first bytes.
    private static void AddNew(List<Tie> ties, Tie tie)
    {
        foreach (ref readonly var known in CollectionsMarshal.AsSpan(ties))
        {
            if (known == tie)
            {
                return;
            }
        }

        ties.Add(tie);
    }
}
