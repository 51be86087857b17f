using System.Text.Json;
using System.Text.RegularExpressions;

namespace Diagnoser.Contracts;

/// <summary>
/// JSON allows an escape of half a surrogate pair, which no text can hold: whoever reads such a text later would fail on it. Evidence is carried as
/// it came, so that it may hold them; they are replaced by U+FFFD.
/// </summary>
public static partial class HalfCharacters
{
    /// <summary>The event with whole characters in its evidence.</summary>
    /// <param name="dockerEvent">The event.</param>
    /// <param name="json">What it was read from; without such an escape nothing is done.</param>
    public static DockerEvent Mend(DockerEvent dockerEvent, ReadOnlySpan<byte> json) =>
        json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0 ? Mend(dockerEvent) : dockerEvent;

    /// <summary>The event with whole characters in its evidence.</summary>
    public static DockerEvent Mend(DockerEvent dockerEvent) => dockerEvent with { Evidence = [.. dockerEvent.Evidence.Select(Mend)] };

    private static Evidence Mend(Evidence evidence)
    {
        // Of what has no value at all there is nothing to mend.
        if (evidence.Data.ValueKind == JsonValueKind.Undefined)
        {
            return evidence;
        }

        using var mended = JsonDocument.Parse(Escape().Replace(evidence.Data.GetRawText(), m => m.Groups["half"].Success ? @"\ufffd" : m.Value));
        return evidence with { Data = mended.RootElement.Clone() };
    }

    // Every escape, so that the backslash of one is not taken for the beginning of another; a whole pair before its halves.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
