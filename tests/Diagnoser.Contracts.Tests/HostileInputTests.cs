using System.Text;
using System.Text.Json;
using Diagnoser.Contracts.Tests.Support;

namespace Diagnoser.Contracts.Tests;

/// <summary>Events come over a bus and from files: whatever the text, the reader answers with a record or a JsonException.</summary>
public sealed class HostileInputTests
{
    private const string Head = """{"id":"i","type":"container.die","time":"2026-02-03T04:05:06Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"c","name":"n"}""";

    public static TheoryData<string> Refused() =>
    [
        "",
        "null-ish",
        "[]",
        "1",
        "{",
        "{}",
        "\"event\"",
        Head,
        Head + ""","attributes":[]}""",
        Head + ""","attributes":null}""",
        Head + ""","attributes":{"a":{"b":1}}}""",
        Head + ""","attributes":{"a":[1]}}""",
        Head + ""","attributes":{"a":[["b"]]}}""",
        Head + ""","attributes":{"a":1e999}}""",
        Head + ""","attributes":{"a":-1e999}}""",
        Head + ""","evidence":null}""",
        Head + ""","evidence":{}}""",
        Head + ""","evidence":[{"kind":"logs"}]}""",
        Head + ""","exit":{"endedBy":"nobody","reason":"r","certainty":"confirmed","facts":[],"missing":[]}}""",
        Head + ""","exit":{}}""",
        Head + ""","run":{}}""",
        Head + ""","seq":99999999999999999999}""",
        Head + ""","seq":"1"}""",
        Head + "} {}",
        Head + "}\0",
        Head.Replace("2026-02-03T04:05:06Z", "yesterday", StringComparison.Ordinal) + "}",
        Head.Replace("\"i\"", "null", StringComparison.Ordinal) + "}",
        Head.Replace("{\"id\":\"h\",\"name\":\"h\"}", "null", StringComparison.Ordinal) + "}",
        Head.Replace("{\"id\":\"h\",\"name\":\"h\"}", "{\"id\":\"h\"}", StringComparison.Ordinal) + "}",
        Head + ""","attributes":{"a":"\ud800"}}""",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_text_that_is_no_event_is_refused(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(text, ContractsJson.Default.DockerEvent));

    [Fact]
    public void Depth_without_end_is_refused()
    {
        var deep = Head + ",\"evidence\":[{\"kind\":\"inspect\",\"time\":\"2026-02-03T04:05:06Z\",\"data\":"
            + new string('[', 100_000) + new string(']', 100_000) + "}]}";

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(deep, ContractsJson.Default.DockerEvent));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Head + ",\"attributes\":{\"a\":\""), 0xff, 0xfe, .. "\"}}"u8];

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(bytes, ContractsJson.Default.DockerEvent));
    }

    [Fact]
    public void Every_beginning_of_an_event_is_refused_and_none_breaks_the_reader()
    {
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Some.Event(), ContractsJson.Default.DockerEvent));

        for (var length = 0; length < line.Length; length++)
        {
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(line.AsSpan(0, length), ContractsJson.Default.DockerEvent));
        }
    }

    [Fact]
    public void Of_two_attributes_by_one_name_the_later_wins()
    {
        var read = JsonSerializer.Deserialize(Head + ""","attributes":{"a":1,"a":2}}""", ContractsJson.Default.DockerEvent)!;

        Assert.Equal(AttributeMap.From([new("a", 2)]), read.Attributes);
    }

    [Fact]
    public void An_integer_beyond_64_bits_is_kept_as_a_real()
    {
        var read = JsonSerializer.Deserialize(Head + ""","attributes":{"a":99999999999999999999}}""", ContractsJson.Default.DockerEvent)!;

        Assert.Equal(AttributeValue.FromReal(1e20), read.Attributes["a"]);
    }

    [Fact]
    public void Escapes_and_quotes_in_a_name_come_back_unchanged()
    {
        const string Name = "a\"b\\c\u001b[31m\u202e\u0000';rm -rf /\n";
        var hostile = Some.Event() with { Subject = new Subject(Subject.Container, "c", Name) };

        var line = JsonSerializer.Serialize(hostile, ContractsJson.Default.DockerEvent);

        Assert.DoesNotContain('\u001b', line);
        Assert.Equal(Name, JsonSerializer.Deserialize(line, ContractsJson.Default.DockerEvent)!.Subject.Name);
    }
}
