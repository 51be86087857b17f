using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Incidents;

/// <summary>
/// Sees when an incident is over by itself: what it is about runs (and is healthy, if it has a health check), or was removed, and nothing
/// of the incident came again for a while. What is dead or unhealthy keeps its incident open, and so does what nothing is known of.
/// </summary>
public static class IncidentRecovery
{
    /// <summary>How long nothing must come again.</summary>
    public static readonly TimeSpan DefaultQuiet = TimeSpan.FromMinutes(10);

    /// <summary>Why the incident is over, in words for <see cref="IncidentFold.Resolve"/>; null if it is not.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="events">
    /// The newest events in the life of the containers of its root and of the root's service, in any order; from before the root's time, so
    /// that a run which the failure did not end is seen to begin.
    /// </param>
    /// <param name="now">The time.</param>
    /// <param name="quiet">How long nothing must have come again.</param>
    public static string? Of(Incident incident, IEnumerable<DockerEvent> events, DateTimeOffset now, TimeSpan quiet)
    {
        if (incident.Status == IncidentStatus.Resolved)
        {
            return null;
        }

        var lives = ContainerLife.Read(events).Where(life => IsConcerned(life, incident)).ToList();
        if (!lives.Exists(life => life.Id == incident.Root.Subject.Id || life.Began > incident.Root.Time) || lives.Exists(life => life.IsFailing))
        {
            return null;
        }

        var seen = lives.Select(life => life.Since).Append(incident.LastSeen).Max();
        return now - seen < quiet ? null : Why(lives, quiet);
    }

    private static string? Why(List<ContainerLife> lives, TimeSpan quiet)
    {
        var running = lives.FindAll(life => life.IsRunning);
        if (running.Count == 0)
        {
            return lives.Exists(life => life.IsRemoved) ? "the container was removed" : null;
        }

        var word = running.TrueForAll(life => life.IsHealthy) ? "healthy" : "running";
        var since = running.Max(life => life.Since).UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return $"{word} since {since} without a return for {Humanize.Duration(quiet.TotalSeconds)}";
    }

    // Of the service's other containers those matter that came after the failure: they stand in for the one that failed.
    private static bool IsConcerned(ContainerLife life, Incident incident)
    {
        var root = incident.Root;
        if (life.Id == root.Subject.Id || incident.Symptoms.Any(s => s.Subject.Id == life.Id))
        {
            return true;
        }

        var standsIn = root.Service is not null && life.Service == root.Service && life.Stack == root.Stack && life.Host == root.Host.Id;
        return standsIn && life.Began > root.Time && !life.IsDone;
    }
}
