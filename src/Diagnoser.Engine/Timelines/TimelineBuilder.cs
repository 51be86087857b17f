using Diagnoser.Contracts;

namespace Diagnoser.Engine.Timelines;

/// <summary>Puts all that is kept of a time into one order: what happened, what was concluded of it, what became of that.</summary>
public static class TimelineBuilder
{
    /// <summary>
    /// The entries in order of time; at one time what happened comes before what was concluded from it, then incidents and people's actions,
    /// then notifications, and else the given order stays. Of records with one id the last counts.
    /// </summary>
    /// <param name="events">Events.</param>
    /// <param name="diagnoses">Diagnoses, hidden ones too.</param>
    /// <param name="blindWindows">Times in which a collector could not see.</param>
    /// <param name="journal">What was written down when it happened: changes of incidents, notifications, actions.</param>
    /// <param name="withHidden">True to show hidden diagnoses as well; they say what hides them.</param>
    public static IReadOnlyList<TimelineEntry> Build(
        IEnumerable<DockerEvent> events,
        IEnumerable<Diagnosis> diagnoses,
        IEnumerable<BlindWindow> blindWindows,
        IEnumerable<TimelineEntry> journal,
        bool withHidden = false)
    {
        var windows = blindWindows.Distinct().ToList();
        var told = windows.Select(w => (w.Host.Id, w.To, w.Source)).ToHashSet();
        return
        [
            .. Newest(events, e => e.Id).Where(e => !IsTold(e, told)).Select(EntryText.Of)
                .Concat(windows.Select(EntryText.Of))
                .Concat(Newest(diagnoses, d => d.Id).Where(d => withHidden || d.HiddenBy is null).Select(EntryText.Of))
                .Concat(journal.Distinct())
                .OrderBy(entry => entry.Time)
                .ThenBy(Rank),
        ];
    }

    // The event that tells of a blind window would say the same again.
    private static bool IsTold(DockerEvent e, HashSet<(string Host, DateTimeOffset To, string Source)> windows) =>
        e.Type == EventTypes.CollectorBlind && windows.Contains((e.Host.Id, e.Time, e.Attributes[AttributeNames.BlindSource].Text ?? "collector"));

    private static List<T> Newest<T>(IEnumerable<T> records, Func<T, string> idOf)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var newest = new List<T>();
        foreach (var record in records)
        {
            if (places.TryGetValue(idOf(record), out var place))
            {
                newest[place] = record;
            }
            else
            {
                places[idOf(record)] = newest.Count;
                newest.Add(record);
            }
        }

        return newest;
    }

    private static int Rank(TimelineEntry entry) => entry.Kind switch
    {
        TimelineKinds.Event => 0,
        TimelineKinds.BlindWindow => 1,
        TimelineKinds.Diagnosis => 2,
        TimelineKinds.Notification => 4,
        _ => 3,
    };
}
