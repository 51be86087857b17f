using System.Text.Json;
using System.Text.RegularExpressions;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>An event as JSON, whatever its evidence holds.</summary>
internal static partial class EventBody
{
    /// <summary>
    /// Evidence is carried as it came, and may hold an escape of half a surrogate pair, which JSON allows and no text can hold. It is replaced:
    /// one such event must neither be lost nor stop those that came with it.
    /// </summary>
    public static string Of(DockerEvent dockerEvent)
    {
        try
        {
            return JsonSerializer.Serialize(dockerEvent, ContractsJson.Default.DockerEvent);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return JsonSerializer.Serialize(dockerEvent with { Evidence = [.. dockerEvent.Evidence.Select(Clean)] }, ContractsJson.Default.DockerEvent);
        }
    }

    private static Evidence Clean(Evidence evidence)
    {
        using var clean = JsonDocument.Parse(Escape().Replace(evidence.Data.GetRawText(), m => m.Groups["half"].Success ? @"\ufffd" : m.Value));
        return evidence with { Data = clean.RootElement.Clone() };
    }

    // Every escape, so that the backslash of one is not taken for the beginning of another; a whole pair before its halves.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
