using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores;

/// <summary>Where events, diagnoses and blind windows are kept. One writer at a time.</summary>
internal interface IStore : IDisposable
{
    /// <summary>Keeps these events in one transaction; gives those that were not there yet, in their order.</summary>
    IReadOnlyList<DockerEvent> Append(IReadOnlyList<DockerEvent> events);

    /// <summary>Keeps what was concluded in one transaction; a later conclusion of the same id replaces an earlier one.</summary>
    void Save(Conclusions conclusions);

    /// <summary>The events since this time in the order of their arrival, at most this many of the newest.</summary>
    IReadOnlyList<DockerEvent> EventsSince(DateTimeOffset since, int limit);

    /// <summary>The events of a container in order of time.</summary>
    IReadOnlyList<DockerEvent> EventsOf(string containerId);

    /// <summary>The diagnoses of a container in order of time, hidden ones too.</summary>
    IReadOnlyList<Diagnosis> DiagnosesOf(string containerId);

    /// <summary>The diagnosis by this id, or null.</summary>
    Diagnosis? FindDiagnosis(string id);

    /// <summary>The event by this id, or null.</summary>
    DockerEvent? FindEvent(string id);

    /// <summary>The blind windows that end at this time or later, in order of time.</summary>
    IReadOnlyList<BlindWindow> BlindWindowsSince(DateTimeOffset since);
}

/// <summary>What one step of the engine concluded.</summary>
/// <param name="Ends">Ends with their verdict; each was appended before.</param>
/// <param name="Diagnoses">Diagnoses, shown and hidden.</param>
/// <param name="BlindWindows">Blind windows.</param>
internal sealed record Conclusions(
    IReadOnlyList<DockerEvent> Ends,
    IReadOnlyList<Diagnosis> Diagnoses,
    IReadOnlyList<BlindWindow> BlindWindows)
{
    public bool IsEmpty => Ends.Count + Diagnoses.Count + BlindWindows.Count == 0;
}

/// <summary>The store cannot be used; the message says what to do.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
