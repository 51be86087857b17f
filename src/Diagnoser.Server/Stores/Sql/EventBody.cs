using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores.Sql;

/// <summary>An event as JSON, whatever its evidence holds.</summary>
internal static class EventBody
{
    /// <summary>One event with half a character in its evidence must neither be lost nor stop those that came with it.</summary>
    public static string Of(DockerEvent dockerEvent)
    {
        try
        {
            return JsonSerializer.Serialize(dockerEvent, ContractsJson.Default.DockerEvent);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return JsonSerializer.Serialize(HalfCharacters.Mend(dockerEvent), ContractsJson.Default.DockerEvent);
        }
    }
}
