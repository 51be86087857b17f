using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>Messages as they wait in the outbox.</summary>
internal static class Outgoing
{
    public static OutgoingMessage Of(DiagnosisConcluded message) => Of(message, ContractsJson.Default.DiagnosisConcluded);

    public static OutgoingMessage Of(IncidentChanged message) => Of(message, ContractsJson.Default.IncidentChanged);

    /// <summary>The message again; null for a kind that this program does not know.</summary>
    public static object? Read(OutboxMessage message) => message.Kind switch
    {
        nameof(DiagnosisConcluded) => JsonSerializer.Deserialize(message.Body, ContractsJson.Default.DiagnosisConcluded),
        nameof(IncidentChanged) => JsonSerializer.Deserialize(message.Body, ContractsJson.Default.IncidentChanged),
        _ => null,
    };

    private static OutgoingMessage Of<T>(T message, JsonTypeInfo<T> type) => new(typeof(T).Name, JsonSerializer.Serialize(message, type));
}
