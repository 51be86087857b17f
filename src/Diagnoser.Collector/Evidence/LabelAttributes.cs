using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Makes attributes of a container's labels: keys kept, values redacted and cut, so that a huge label does not travel with each event.</summary>
internal static class LabelAttributes
{
    private const int MaxLabels = 128;
    private const int MaxLength = 1024;

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Of(IReadOnlyDictionary<string, string> labels, Redactor redactor)
    {
        foreach (var (key, value) in labels.Take(MaxLabels))
        {
            yield return new(AttributeNames.LabelPrefix + RedactionMark.Cut(redactor.Redact(key), MaxLength), RedactionMark.Cut(redactor.RedactNamed(key, value), MaxLength));
        }
    }
}
