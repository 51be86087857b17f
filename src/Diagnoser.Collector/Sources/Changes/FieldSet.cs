using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>
/// What somebody configured, field by field, each with its entries in order: small enough to be remembered, whatever is in it. What is cut off
/// leaves a hash, so that a difference in it shows.
/// </summary>
internal sealed class FieldSet
{
    /// <summary>What stands for a field that cannot be told now.</summary>
    internal const string Unknown = "?";

    private const int LongestEntry = 200;
    private const int LongestField = 4096;

    private readonly SortedDictionary<string, IReadOnlyList<string>> _fields = new(StringComparer.Ordinal);

    /// <summary>Sets a field; one without entries is none.</summary>
    public void Set(string field, IEnumerable<string> entries)
    {
        var sorted = entries.Where(entry => entry.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (sorted.Count > 0)
        {
            _fields[field] = Fit(sorted.Count == 1 ? [Fit(sorted[0], LongestField)] : sorted.ConvertAll(entry => Fit(entry, LongestEntry)));
        }
    }

    /// <summary>The entries of a field; none if it is not set.</summary>
    public IReadOnlyList<string> Entries(string field) => _fields.GetValueOrDefault(field, []);

    /// <summary>What of it is not as in an earlier one. What one of both cannot tell is not compared.</summary>
    public IReadOnlyList<FieldChange> Since(FieldSet earlier)
    {
        var changes = new List<FieldChange>();
        foreach (var field in earlier._fields.Keys.Union(_fields.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (from, to) = (earlier.Entries(field), Entries(field));
            if (!from.Contains(Unknown) && !to.Contains(Unknown) && !from.SequenceEqual(to, StringComparer.Ordinal))
            {
                changes.Add(FieldChange.Between(field, Join(from.Except(to, StringComparer.Ordinal)), Join(to.Except(from, StringComparer.Ordinal))));
            }
        }

        return changes;
    }

    /// <summary>Takes what it cannot tell from an earlier one.</summary>
    public void FillFrom(FieldSet earlier)
    {
        foreach (var field in _fields.Where(field => field.Value.Contains(Unknown)).Select(field => field.Key).ToList())
        {
            if (earlier._fields.TryGetValue(field, out var known))
            {
                _fields[field] = known;
            }
        }
    }

    public string ToJson() => JsonSerializer.Serialize(_fields, FieldSetJson.Default.SortedDictionaryStringIReadOnlyListString);

    /// <summary>The one that was written so; null if that cannot be read.</summary>
    public static FieldSet? FromJson(string json)
    {
        try
        {
            var read = new FieldSet();
            foreach (var (field, entries) in JsonSerializer.Deserialize(json, FieldSetJson.Default.SortedDictionaryStringIReadOnlyListString) ?? [])
            {
                read._fields[field] = entries;
            }

            return read;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Join(IEnumerable<string> entries) => string.Join(", ", entries);

    private static List<string> Fit(List<string> entries)
    {
        var (length, kept) = (0, 0);
        while (kept < entries.Count && length + entries[kept].Length <= LongestField)
        {
            length += entries[kept++].Length;
        }

        return kept == entries.Count ? entries : [.. entries.Take(kept), $"… {entries.Count - kept} more #{Hash(string.Join('\n', entries.Skip(kept)))}"];
    }

    private static string Fit(string entry, int most) => entry.Length <= most ? entry : $"{RedactionMark.Cut(entry, most - 40)}#{Hash(entry)}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}

/// <summary>Writes and reads configurations.</summary>
[JsonSerializable(typeof(SortedDictionary<string, IReadOnlyList<string>>))]
internal sealed partial class FieldSetJson : JsonSerializerContext;
