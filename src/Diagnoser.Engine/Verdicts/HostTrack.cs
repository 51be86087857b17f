using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>A time in which a source of a host saw nothing, or its daemon was away.</summary>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
/// <param name="Source">What was blind; null for the daemon's own absence.</param>
internal sealed record Absence(DateTimeOffset From, DateTimeOffset To, string? Source)
{
    /// <summary>Reads it from a <c>collector.blind</c> or <c>daemon.restart</c>.</summary>
    public static Absence Of(DockerEvent blind) => new(
        DateTimeOffset.TryParse(
            blind.Attributes[AttributeNames.BlindFrom].Text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var from) && from <= blind.Time ? from : blind.Time,
        blind.Time,
        blind.Type == EventTypes.DaemonRestart ? null : blind.Attributes[AttributeNames.BlindSource].Text ?? "");
}

/// <summary>One host: its clock, its containers, the deaths that wait for their verdict and the ones that may yet get another.</summary>
internal sealed class HostTrack(string id)
{
    private const int AbsencesKept = 16;

    private readonly List<Absence> _absences = [];

    public string Id { get; } = id;

    /// <summary>The newest event time.</summary>
    public DateTimeOffset Clock { get; set; }

    public Dictionary<string, ContainerTrack> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of events that are not about a container.</summary>
    public SeenIds Seen { get; } = new();

    public IReadOnlyList<Absence> Absences => _absences;

    /// <summary>Deaths by when they are due; the second key keeps the order of arrival.</summary>
    public PriorityQueue<Death, (DateTimeOffset Due, long Order)> Waiting { get; } = new();

    /// <summary>Deaths with a verdict, oldest first, for as long as a new fact may change it.</summary>
    public Queue<Death> Recent { get; } = new();

    /// <summary>Containers to be forgotten, if nothing more happens to them.</summary>
    public Queue<(ContainerTrack Container, DateTimeOffset Since)> Ended { get; } = new();

    /// <summary>How many had to give way since the queue was last cleared of such.</summary>
    public int EvictedInQueue { get; set; }

    public void Add(Absence absence)
    {
        _absences.Add(absence);
        if (_absences.Count > AbsencesKept)
        {
            _absences.RemoveAt(0);
        }
    }
}

/// <summary>The end of one run of one container.</summary>
internal sealed record Death(ContainerTrack Container, RunTrack Run);
