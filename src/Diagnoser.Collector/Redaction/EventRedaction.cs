using Diagnoser.Contracts;

namespace Diagnoser.Collector.Redaction;

/// <summary>
/// The door through which every event passes on its way out. Sources redact what they read where they know most of it (words of a
/// command, lines of a key); whatever one of them forgets is still found here, text by text. An event without secrets is returned as it is.
/// </summary>
/// <param name="redactor">Knows secrets.</param>
/// <param name="kept">The variables whose values are told; null for the usual ones.</param>
internal sealed class EventRedaction(Redactor redactor, KeptVariables? kept = null)
{
    private readonly JsonRedaction _json = new(redactor, kept);

    /// <summary>Knows secrets in texts.</summary>
    public Redactor Texts { get; } = redactor;

    /// <summary>The event without secrets.</summary>
    public DockerEvent Redact(DockerEvent e)
    {
        var (attributes, subject) = (Redact(e.Attributes), Redact(e.Subject));
        var (service, stack) = (Redact(e.Service), Redact(e.Stack));
        var (evidence, missing) = (Redact(e.Evidence), Redact(e.Missing));
        var isSame = ReferenceEquals(attributes, e.Attributes) && ReferenceEquals(subject, e.Subject) && ReferenceEquals(service, e.Service)
            && ReferenceEquals(stack, e.Stack) && ReferenceEquals(evidence, e.Evidence) && ReferenceEquals(missing, e.Missing);
        return isSame ? e : e with { Attributes = attributes, Subject = subject, Service = service, Stack = stack, Evidence = evidence, Missing = missing };
    }

    /// <summary>The attributes without secrets; a label is known by its key too.</summary>
    public AttributeMap Redact(AttributeMap attributes)
    {
        List<KeyValuePair<string, AttributeValue>>? changes = null;
        foreach (var (name, value) in attributes)
        {
            var (newName, newValue) = (Texts.Redact(name), Redact(name, value));
            if (!ReferenceEquals(newName, name))
            {
                (changes ??= []).Add(new(name, default));
                changes.Add(new(newName, newValue));
            }
            else if (newValue != value)
            {
                (changes ??= []).Add(new(name, newValue));
            }
        }

        return changes is null ? attributes : attributes.With(changes);
    }

    private AttributeValue Redact(string name, AttributeValue value) => value.Kind switch
    {
        AttributeKind.Text when name.StartsWith(AttributeNames.LabelPrefix, StringComparison.Ordinal) => Texts.RedactNamed(name[AttributeNames.LabelPrefix.Length..], value.Text!),
        AttributeKind.Text => Texts.Redact(value.Text!),
        AttributeKind.List when value.List!.Any(text => !Redactor.IsClean(text)) => AttributeValue.FromList([.. value.List!.Select(Texts.Redact)]),
        _ => value,
    };

    private Subject Redact(Subject subject)
    {
        var (id, name) = (Texts.Redact(subject.Id), Texts.Redact(subject.Name));
        return ReferenceEquals(id, subject.Id) && ReferenceEquals(name, subject.Name) ? subject : subject with { Id = id, Name = name };
    }

    private string? Redact(string? text) => text is null ? null : Texts.Redact(text);

    private IReadOnlyList<Contracts.Evidence> Redact(IReadOnlyList<Contracts.Evidence> evidence)
    {
        Contracts.Evidence[]? changed = null;
        for (var i = 0; i < evidence.Count; i++)
        {
            var data = _json.Redact(evidence[i].Data);
            if (!data.Equals(evidence[i].Data))
            {
                changed ??= [.. evidence];
                changed[i] = evidence[i] with { Data = data };
            }
        }

        return changed ?? evidence;
    }

    private IReadOnlyList<MissingEvidence> Redact(IReadOnlyList<MissingEvidence> missing) =>
        missing.All(m => Redactor.IsClean(m.Why) && Redactor.IsClean(m.Remedy))
            ? missing
            : [.. missing.Select(m => m with { Why = Texts.Redact(m.Why), Remedy = Redact(m.Remedy) })];
}
