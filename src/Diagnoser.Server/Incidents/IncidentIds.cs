using Diagnoser.Contracts;

namespace Diagnoser.Server.Incidents;

/// <summary>Ids as people type them: the first digits are enough.</summary>
internal static class IncidentIds
{
    private const int Fewest = 4;
    private const int Most = 64;

    /// <summary>The digits in lower case, if they can begin an id.</summary>
    public static string Checked(string id)
    {
        var digits = id.Trim();
        return digits.Length is >= Fewest and <= Most && digits.All(char.IsAsciiHexDigit)
            ? digits.ToLowerInvariant()
            : throw RequestRefusedException.Wrong("id", $"'{Cut(digits)}' is not the beginning of an incident's id: give {Fewest} or more of its digits (0-9, a-f)");
    }

    /// <summary>None begins so; names the nearest.</summary>
    public static RequestRefusedException Unknown(string prefix, IReadOnlyList<Incident> known)
    {
        var near = known.Select(i => (Incident: i, Distance: Distance(prefix, i.Id))).OrderBy(x => x.Distance).FirstOrDefault((null!, int.MaxValue));
        var hint = (known.Count, near.Distance) switch
        {
            (0, _) => "there are none yet",
            (_, var distance) when distance <= Math.Max(1, prefix.Length / 4) => $"did you mean {Line(near.Incident)}?",
            _ => "see: diagnoser incidents list --all",
        };
        return new RequestRefusedException(Refusal.Unknown, $"no incident's id begins with {prefix}; {hint}");
    }

    /// <summary>Several begin so; names them.</summary>
    public static RequestRefusedException Ambiguous(string prefix, IReadOnlyList<Incident> found) => new(
        Refusal.Ambiguous,
        $"several incidents' ids begin with {prefix}: {string.Join("; ", found.Select(Line))}. Give more digits");

    private static string Line(Incident incident) => $"{IncidentText.Short(incident.Id)} ({IncidentText.Word(incident.Status)}: {Cut(incident.Root.Summary)})";

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static int Distance(string prefix, string id) =>
        id.Length < prefix.Length ? int.MaxValue : Enumerable.Range(0, prefix.Length).Count(i => prefix[i] != id[i]);
}
