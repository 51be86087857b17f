using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>A field that is not as it was before.</summary>
/// <param name="Field">Its name, such as <c>image</c>.</param>
/// <param name="From">What it was; of a field with entries, those that are no more. Empty if there was none.</param>
/// <param name="To">What it is; of a field with entries, those that are new. Empty if there is none.</param>
internal sealed record FieldChange(string Field, string From, string To)
{
    /// <summary>Characters of a value that an event carries.</summary>
    internal const int Longest = 512;

    private const int Before = 64;

    /// <summary>The change between two values; of long ones from shortly before where they differ.</summary>
    public static FieldChange Between(string field, string from, string to)
    {
        var same = from.AsSpan().CommonPrefixLength(to);
        return Math.Max(from.Length, to.Length) > Longest && same > Before
            ? new FieldChange(field, $"…{from[(same - Before)..]}", $"…{to[(same - Before)..]}")
            : new FieldChange(field, from, to);
    }

    /// <summary>The attributes that tell of these changes.</summary>
    public static IEnumerable<KeyValuePair<string, AttributeValue>> Attributes(IReadOnlyList<FieldChange> changes) =>
        changes
            .SelectMany(change => new KeyValuePair<string, AttributeValue>[] { new($"change.{change.Field}.from", Value(change.From)), new($"change.{change.Field}.to", Value(change.To)) })
            .Prepend(new("change.fields", AttributeValue.FromList([.. changes.Select(change => change.Field)])));

    /// <summary>What makes an event of these changes another than one of others.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Facts(IReadOnlyList<FieldChange> changes) =>
        changes.Select(change => new KeyValuePair<string, string>(change.Field, $"{change.From}\n{change.To}"));

    private static AttributeValue Value(string text) => SnapshotAttributes.Text(RedactionMark.Cut(text, Longest));
}
