using System.Text;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Reads the body of a message of the event stream; whatever is wrong with it, each good event in it is found.</summary>
internal static class MessageBody
{
    private const int ShownBytes = 64 * 1024;
    private const int DeepestNesting = 64;

    /// <summary>Adds the events of a body; what cannot be read is added to the records to be set aside, one for each bad element.</summary>
    public static void Read(ReadOnlySpan<byte> body, string queue, DateTimeOffset now, List<DockerEvent> events, List<QuarantinedRecord> setAside)
    {
        var before = events.Count;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                setAside.Add(Record(body, queue, now, "the message is not a JSON array of events"));
                return;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Add(body[start..(int)reader.BytesConsumed], queue, now, events, setAside);
            }

            if (reader.Read())
            {
                setAside.Add(Record(body[(int)reader.TokenStartIndex..], queue, now, "something follows the array of events"));
            }
        }
        catch (JsonException problem)
        {
            var found = events.Count - before;
            setAside.Add(Record(body, queue, now, $"the message is not JSON ({problem.Message}); {found} events before the fault were taken"));
        }
    }

    private static void Add(ReadOnlySpan<byte> element, string queue, DateTimeOffset now, List<DockerEvent> events, List<QuarantinedRecord> setAside)
    {
        try
        {
            var dockerEvent = EventShape.Whole(JsonSerializer.Deserialize(element, ContractsJson.Default.DockerEvent));
            if (Problem(dockerEvent) is { } problem)
            {
                setAside.Add(Record(element, queue, now, problem));
            }
            else
            {
                events.Add(HalfCharacters.Mend(dockerEvent!, element));
            }
        }
        catch (JsonException problem)
        {
            setAside.Add(Record(element, queue, now, problem.Message));
        }
    }

    private static string? Problem(DockerEvent? dockerEvent) => dockerEvent switch
    {
        null => "an event is null",
        { Schema: 0 } => "the event does not say its schema, which is 1",
        { Schema: not 1 } => $"schema {dockerEvent.Schema} is not known; this server knows 1: upgrade the servers before the collectors",
        { Id.Length: 0 } or { Type.Length: 0 } or { Host.Id.Length: 0 } => "an event without id, type or host id",
        _ => EventShape.Problem(dockerEvent),
    };

    private static QuarantinedRecord Record(ReadOnlySpan<byte> body, string queue, DateTimeOffset now, string problem) =>
        new(now, queue, problem, Encoding.UTF8.GetString(body[..Math.Min(body.Length, ShownBytes)]));
}
