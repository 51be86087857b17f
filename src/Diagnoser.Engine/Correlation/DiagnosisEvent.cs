using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>A diagnosis as an event, for rules that build on what other rules concluded.</summary>
internal static class DiagnosisEvent
{
    /// <summary>The event.</summary>
    public static DockerEvent Of(Diagnosis diagnosis) =>
        new(diagnosis.Id, EventTypes.Diagnosis, diagnosis.Time, diagnosis.Host, diagnosis.Subject)
        {
            Service = diagnosis.Service,
            Stack = diagnosis.Stack,
            Run = diagnosis.Run,
            Attributes = AttributeMap.From(
            [
                new(AttributeNames.DiagnosisRule, diagnosis.Rule),
                new(AttributeNames.DiagnosisCode, AttributeValue.FromList(diagnosis.Codes)),
                new(AttributeNames.DiagnosisSeverity, diagnosis.Severity.ToString().ToLowerInvariant()),
                new(AttributeNames.DiagnosisCertainty, diagnosis.Certainty.ToString().ToLowerInvariant()),
            ]),
        };
}
