using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>Image and labels: what all lines of a container repeat, and those of the other containers of its service too.</summary>
internal sealed class RawTraits
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly string _image;
    private readonly byte[]? _text;

    /// <summary>Those of a line that was read in parts.</summary>
    public RawTraits(RawEvent raw, EventRedaction redaction)
    {
        foreach (var (key, value) in raw.Attributes)
        {
            if (key is not ("name" or "image") && !RawEvent.IsOwn(key))
            {
                _labels[key] = value;
            }
        }

        _image = raw.Attribute("image") ?? "";
        var service = ServiceOf("");
        Attributes = redaction.Redact(AttributeMap.From(
        [
            new(AttributeNames.Raw, true),
            new(AttributeNames.ImageName, _image),
            .. ServiceNaming.Attributes(_labels, service),
            .. TopologyAttributes.Of(_labels),
            .. LabelAttributes.Of(_labels, redaction.Texts),
        ]));
    }

    /// <summary>Those of a line that was also scanned, to be known again by its bytes.</summary>
    public RawTraits(RawEvent raw, EventRedaction redaction, ReadOnlySpan<byte> line, in RawLine scanned)
        : this(raw, redaction)
    {
        using var text = new MemoryStream();
        for (var part = 0; part < scanned.RepeatedCount; part++)
        {
            text.Write(part > 0 ? ","u8 : []);
            text.Write(scanned.Repeated[part].Of(line));
        }

        _text = text.ToArray();
    }

    public AttributeMap Attributes { get; }

    /// <summary>The service of a container with this name; only one without a label for it is called by its name.</summary>
    public ServiceName ServiceOf(string name) => ServiceNaming.Of(_labels, name, _image);

    /// <summary>True if the line repeats these byte for byte.</summary>
    public bool Are(ReadOnlySpan<byte> line, in RawLine scanned)
    {
        ReadOnlySpan<byte> rest = _text;
        for (var part = 0; part < scanned.RepeatedCount; part++)
        {
            if (part > 0)
            {
                if (!rest.StartsWith(","u8))
                {
                    return false;
                }

                rest = rest[1..];
            }

            var repeated = scanned.Repeated[part].Of(line);
            if (!rest.StartsWith(repeated))
            {
                return false;
            }

            rest = rest[repeated.Length..];
        }

        return _text is not null && rest.IsEmpty;
    }
}
