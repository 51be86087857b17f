using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Events;

/// <summary>Where each field is kept: in the record itself, in what was attached to it, or among its attributes.</summary>
internal static class FieldReaders
{
    public const string CapturePrefix = "captures.";

    public static FieldReader For(string name)
    {
        var absent = Value.Missing($"{name} is not known");
        return name switch
        {
            FieldNames.Time => (e, _) => Value.Of(e.Time),
            FieldNames.HostId => (e, _) => Value.Of(e.Host.Id),
            FieldNames.HostName => (e, _) => Value.Of(e.Host.Name),
            FieldNames.ServiceName => (e, _) => Text(e.Service, absent),
            FieldNames.ServiceNamespace => (e, _) => Text(e.Stack, absent),
            FieldNames.ServiceShortName => ShortName(absent),
            FieldNames.ContainerId => (e, _) => OfSubject(e, Subject.Container, e.Subject.Id, name, absent),
            FieldNames.ContainerName => (e, _) => OfSubject(e, Subject.Container, e.Subject.Name, name, absent),
            FieldNames.NetworkId => (e, _) => OfSubject(e, Subject.Network, e.Subject.Id, name, absent),
            FieldNames.NetworkName => (e, _) => OfSubject(e, Subject.Network, e.Subject.Name, name, absent),
            FieldNames.ContainerRun => Run(absent),
            FieldNames.ExitEndedBy => (e, _) => e.Exit is { } exit ? Value.Of(WireName(exit.EndedBy)) : absent,
            FieldNames.ExitReason => (e, _) => Text(e.Exit?.Reason, absent),
            FieldNames.ExitCertainty => (e, _) => e.Exit is { } exit ? Value.Of(WireName(exit.Certainty)) : absent,
            FieldNames.ExitFacts => (e, _) => e.Exit is { } exit ? Value.Of(exit.Facts) : absent,
            FieldNames.StoppedByUser => (e, _) => StoppedByUser(e, absent),
            FieldNames.OnUserDefinedNetwork => (e, _) => OnUserDefinedNetwork(e, absent),
            FieldNames.LogTail => (e, _) => Text(LogTail.Join(e), absent, e, EvidenceKinds.Logs),
            _ when name.StartsWith(CapturePrefix, StringComparison.Ordinal) => Capture(name[CapturePrefix.Length..], absent),
            _ when EventCatalogue.FindField(name) is { Type: FieldType.Time } => (e, _) => TimeOf(e, name, absent),
            _ => (e, _) => Attribute(e, name, absent),
        };
    }

    /// <summary>The attributes that the reader of a field looks at.</summary>
    public static IEnumerable<string> AttributesOf(string name) => name == FieldNames.OnUserDefinedNetwork ? [AttributeNames.Networks] : [name];

    private static FieldReader Capture(string group, Value absent) => (_, captures) => Text(captures[group], absent);

    private static Value OfSubject(DockerEvent e, string kind, string value, string name, Value absent) =>
        e.Subject.Kind == kind && value.Length > 0 ? Value.Of(value) : Attribute(e, name, absent);

    private static Value Attribute(DockerEvent e, string name, Value absent)
    {
        if (!e.Attributes.TryGet(name, out var attribute))
        {
            return Reason(e, name, absent);
        }

        // Most are texts.
        if (attribute.Text is { } text)
        {
            return Value.Of(text);
        }

        if (attribute.TryGetNumber(out var number))
        {
            return Value.Of(number);
        }

        return attribute.TryGetBoolean(out var boolean) ? Value.Of(boolean)
            : attribute.List is { } list ? Value.Of(list)
            : absent;
    }

    // Times travel as text.
    private static Value TimeOf(DockerEvent e, string name, Value absent) =>
        DateTimeOffset.TryParse(e.Attributes[name].Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Value.Of(time)
            : Reason(e, name, absent);

    private static Value Text(string? text, Value absent) => string.IsNullOrEmpty(text) ? absent : Value.Of(text);

    private static Value Text(string? text, Value absent, DockerEvent e, string evidence) =>
        string.IsNullOrEmpty(text) ? Reason(e, evidence, absent) : Value.Of(text);

    private static Value Reason(DockerEvent e, string what, Value absent)
    {
        for (var i = 0; i < e.Missing.Count; i++)
        {
            if (e.Missing[i].What == what)
            {
                return Value.Missing(e.Missing[i].Why);
            }
        }

        return absent;
    }

    private static FieldReader ShortName(Value absent)
    {
        var texts = new RecentTexts<string>((service, stack) => ServiceNames.Short(service, stack)!);
        return (e, _) => e.Service is not { Length: > 0 } service ? absent : Value.Of(e.Stack is { Length: > 0 } stack ? texts.Of(service, stack) : service);
    }

    private static FieldReader Run(Value absent)
    {
        var texts = new RecentTexts<DateTimeOffset>((id, startedAt) => string.Create(CultureInfo.InvariantCulture, $"{id}@{startedAt.UtcDateTime:O}"));
        return (e, _) =>
        {
            var id = e.Subject.Kind == Subject.Container ? e.Subject.Id : e.Attributes[FieldNames.ContainerId].Text;
            return e.Run is null || string.IsNullOrEmpty(id) ? absent : Value.Of(texts.Of(id, e.Run.StartedAt));
        };
    }

    /// <summary>As it was given, else by the verdict.</summary>
    private static Value StoppedByUser(DockerEvent e, Value absent)
    {
        if (e.Attributes.TryGet(FieldNames.StoppedByUser, out _))
        {
            return Attribute(e, FieldNames.StoppedByUser, absent);
        }

        return e.Exit is { EndedBy: not EndedBy.Unknown } exit ? Value.Of(exit.EndedBy == EndedBy.Operator) : absent;
    }

    private static Value OnUserDefinedNetwork(DockerEvent e, Value absent) =>
        e.Attributes[AttributeNames.Networks].List is { } networks ? Value.Of(AnyUserDefined(networks)) : absent;

    private static bool AnyUserDefined(IReadOnlyList<string> networks)
    {
        for (var i = 0; i < networks.Count; i++)
        {
            if (NetworkNames.IsUserDefined(networks[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static string WireName(EndedBy endedBy) => endedBy switch
    {
        EndedBy.KernelOwnLimit => "kernelOwnLimit",
        EndedBy.KernelHost => "kernelHost",
        EndedBy.KernelParent => "kernelParent",
        EndedBy.Operator => "operator",
        EndedBy.Orchestrator => "orchestrator",
        EndedBy.Daemon => "daemon",
        EndedBy.Itself => "itself",
        EndedBy.Outsider => "outsider",
        _ => "unknown",
    };

    private static string WireName(Certainty certainty) => certainty switch
    {
        Certainty.Confirmed => "confirmed",
        Certainty.Probable => "probable",
        _ => "inconclusive",
    };
}
