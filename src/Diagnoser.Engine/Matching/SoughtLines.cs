using System.Text;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Matching;

/// <summary>
/// What rules look for in the lines of containers: collectors follow those and let only lines with one of these texts leave their host. Upper and lower case are
/// the same.
/// </summary>
/// <param name="Texts">The texts, ASCII, in order; a line that a selection matches holds one of them.</param>
/// <param name="Unbounded">Selections of which that cannot be said: they see what is sought for others.</param>
public sealed record SoughtLines(IReadOnlyList<string> Texts, IReadOnlyList<SelectionRef> Unbounded)
{
    /// <summary>What these rules look for.</summary>
    public static SoughtLines Of(RuleSet rules)
    {
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        var unbounded = new List<SelectionRef>();
        foreach (var selection in rules.ForType(EventTypes.ContainerLog))
        {
            if (Of(selection.Selection) is { } needed)
            {
                texts.UnionWith(needed);
            }
            else
            {
                unbounded.Add(selection);
            }
        }

        return new SoughtLines([.. texts], unbounded);
    }

    /// <summary>Texts of which every line that the selection matches holds one; null if there are none.</summary>
    public static IReadOnlyList<string>? Of(Selection selection)
    {
        var texts = new List<string>();
        foreach (var entry in IndexEntry.Of(selection, 0))
        {
            // The shortest of each decides how many other lines leave the host, too.
            var best = Sets(entry).Select(InAscii).OfType<IReadOnlyList<string>>().MaxBy(set => set.Min(text => text.Length));
            if (best is null)
            {
                return null;
            }

            texts.AddRange(best);
        }

        return [.. texts.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<IEnumerable<string>> Sets(IndexEntry entry) =>
    [
        .. entry.Texts.Where(texts => texts.Field.Name == AttributeNames.LogBody).Select(texts => texts.Texts),
        .. entry.Equalities.Where(equality => equality.Field.Name == AttributeNames.LogBody).Select(equality => equality.Values.Select(value => value.ToString())),
    ];

    // Letters beyond ASCII have several forms; what stands between them is enough.
    private static IReadOnlyList<string>? InAscii(IEnumerable<string> texts)
    {
        var parts = texts.Select(text => AsciiParts(text).MaxBy(part => part.Length) ?? "").ToList();
        return parts.Count > 0 && parts.All(part => part.Length >= RegexLiterals.Least) ? [.. parts.Select(part => part[..Math.Min(part.Length, EventWire.SoughtTextLimit)])] : null;
    }

    private static IEnumerable<string> AsciiParts(string text)
    {
        var part = new StringBuilder();
        foreach (var letter in text)
        {
            if (char.IsAscii(letter) && letter is not ('\n' or '\r'))
            {
                _ = part.Append(letter);
            }
            else
            {
                yield return part.ToString();
                _ = part.Clear();
            }
        }

        yield return part.ToString();
    }
}
