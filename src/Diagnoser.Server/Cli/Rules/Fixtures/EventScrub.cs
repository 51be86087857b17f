using System.Globalization;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>What is done to the events of a fixture.</summary>
/// <param name="Anonymize">Names and words get made-up ones.</param>
/// <param name="ShiftTimes">The first event is at <see cref="TimeShift.Start"/>.</param>
internal sealed record ScrubOptions(bool Anonymize, bool ShiftTimes);

/// <summary>Makes events fit to be given away: without secrets always, without names where that is asked for.</summary>
internal sealed class EventScrub
{
    private static readonly string[] KnownLabels = ["com.docker.", "org.opencontainers.", "diagnoser."];

    private readonly Redactor _redactor = new();
    private readonly TimeShift _shift;
    private readonly Vocabulary? _vocabulary;
    private readonly Pseudonyms? _pseudonyms;
    private readonly AnonymousText? _text;
    private long _number;

    public EventScrub(IReadOnlyList<DockerEvent> events, RuleSet rules, ScrubOptions options)
    {
        _shift = new TimeShift(options.ShiftTimes && events.Count > 0 ? TimeShift.Start - events[0].Time : TimeSpan.Zero);
        if (options.Anonymize)
        {
            (_pseudonyms, _vocabulary) = (new Pseudonyms(), new Vocabulary(rules));
            _text = new AnonymousText(_pseudonyms, _vocabulary);
            var names = new EventNames(_pseudonyms, _vocabulary);
            foreach (var dockerEvent in events)
            {
                names.Learn(dockerEvent);
            }
        }
    }

    /// <summary>The event, made fit.</summary>
    public DockerEvent Of(DockerEvent e)
    {
        _number++;
        var data = new EvidenceScrub(_redactor, _shift, Text, LabelOf);
        return new DockerEvent(
            _pseudonyms is null ? e.Id : EventId.Of("fixture", _number.ToString(CultureInfo.InvariantCulture)), e.Type, _shift.Of(e.Time), HostOf(e.Host), SubjectOf(e.Subject))
        {
            Schema = e.Schema,
            ObservedTime = e.ObservedTime is { } observed ? _shift.Of(observed) : null,
            Service = Name(e.Service),
            Stack = Name(e.Stack),
            Run = e.Run is { } run ? new RunRef(_shift.Of(run.StartedAt)) : null,
            Attributes = AttributeMap.From(e.Attributes.Select(Attribute)),
            Evidence = [.. e.Evidence.Select(data.Of)],
            Missing = [.. e.Missing.Select(Missing)],
            Exit = e.Exit is { } exit ? exit with { Facts = [.. exit.Facts.Select(Text)], Missing = [.. exit.Missing.Select(Missing)] } : null,
        };
    }

    /// <summary>A name as it is in the fixture.</summary>
    public string? Name(string? name) => name is null ? null : _text?.Of(name) ?? name;

    private HostRef HostOf(HostRef host) => _pseudonyms is null ? host : new HostRef(_pseudonyms.OfId("host " + host.Id)[..32], Name(host.Name)!);

    private Subject SubjectOf(Subject subject) => _pseudonyms is null ? subject
        : new Subject(subject.Kind, subject.Kind == Subject.Image ? Text(subject.Id) : _pseudonyms.OfHexadecimal(subject.Id) ?? _text!.Of(subject.Id), Name(subject.Name)!);

    private MissingEvidence Missing(MissingEvidence missing) => new(missing.What, Text(missing.Why), missing.Remedy is { } remedy ? Text(remedy) : null);

    private KeyValuePair<string, AttributeValue> Attribute(KeyValuePair<string, AttributeValue> attribute)
    {
        var (name, value) = attribute;
        if (name.StartsWith(AttributeNames.LabelPrefix, StringComparison.Ordinal))
        {
            name = AttributeNames.LabelPrefix + LabelOf(name[AttributeNames.LabelPrefix.Length..]);
        }

        return new(name, value.Kind switch
        {
            AttributeKind.Text when IsClosed(name, value.Text!) => value,
            AttributeKind.Text => Text(_redactor.RedactNamed(attribute.Key, value.Text!)),
            AttributeKind.List => AttributeValue.FromList([.. _redactor.RedactLines(value.List!).Select(Text)]),
            _ => value,
        });
    }

    // A label that a rule reads, and one of Docker's own, is known by its key; any other key is somebody's.
    private string LabelOf(string key) => _pseudonyms is null
        || KnownLabels.Any(k => key.StartsWith(k, StringComparison.Ordinal))
        || _vocabulary!.Fields.Contains(AttributeNames.LabelPrefix + key) ? key : _pseudonyms.Of("label", key);

    private static bool IsClosed(string field, string value) => EventCatalogue.FindField(field) is { Values: { Count: > 0 } values } && values.Contains(value);

    private string Text(string text) => _shift.Of(_redactor.Redact(text), part => _text?.Of(part) ?? part);
}
