using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Output;

/// <summary>Puts records in front of people or programs. Nothing is sure to be out before <see cref="Flush"/>.</summary>
internal interface IPrinter
{
    /// <summary>A run ended or could not begin; <paramref name="diagnosed"/> if a diagnosis printed now tells of it.</summary>
    void End(DockerEvent end, bool diagnosed);

    /// <summary>Something was concluded, or an earlier conclusion is now hidden by another.</summary>
    void Diagnosis(Diagnosis diagnosis);

    /// <summary>An incident opened or changed.</summary>
    void Incident(Incident incident, IncidentChange change);

    /// <summary>A collector could not see for a while.</summary>
    void Blind(BlindWindow window);

    /// <summary>Everything printed is out.</summary>
    void Flush();
}
