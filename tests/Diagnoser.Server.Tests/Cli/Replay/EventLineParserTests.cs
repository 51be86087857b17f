using System.Text;
using Diagnoser.Contracts;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Cli.Replay;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Replay;

public sealed class EventLineParserTests
{
    private const string Shortest =
        """{"record":"event","id":"a","schema":1,"type":"container.die","time":"2026-01-01T00:00:00Z","host":{"id":"h","name":"h"},"subject":{"kind":"container","id":"c","name":"c"}}""";

    public static TheoryData<string> WithoutSomething =>
    [
        Shortest, Shortest[..^1] + ""","attributes":{}}""", Shortest[..^1] + ""","evidence":[]}""", Shortest[..^1] + ""","missing":[],"attributes":{"container.exit_code":7}}""",
    ];

    [Theory]
    [MemberData(nameof(WithoutSomething))]
    public void What_a_writer_leaves_out_is_empty_in_a_recording_as_on_the_bus(string json)
    {
        var line = Parsed(json);

        Assert.Null(line.Problem);
        Assert.Equal((0, 0), (line.Event!.Evidence.Count, line.Event.Missing.Count));
        var (events, setAside) = FromBus(json);
        Assert.Empty(setAside);
        Assert.Equal(Assert.Single(events).Attributes, line.Event.Attributes);
    }

    [Theory]
    [InlineData("attributes")]
    [InlineData("evidence")]
    [InlineData("missing")]
    public void What_is_said_to_be_null_is_refused_in_a_recording_as_on_the_bus(string name)
    {
        var json = $"{Shortest[..^1]},\"{name}\":null}}";

        var line = Parsed(json);

        Assert.Equal(BlockLineKind.Damaged, line.Kind);
        Assert.Contains(name, line.Problem, StringComparison.Ordinal);
        Assert.Empty(FromBus(json).Events);
    }

    private static BlockLine Parsed(string json)
    {
        var line = default(BlockLine);
        new EventLineParser().Parse(Encoding.UTF8.GetBytes(json), isText: false, ref line);
        return line;
    }

    private static (List<DockerEvent> Events, List<QuarantinedRecord> SetAside) FromBus(string json)
    {
        var (events, setAside) = (new List<DockerEvent>(), new List<QuarantinedRecord>());
        MessageBody.Read(Encoding.UTF8.GetBytes($"[{json}]"), "q", Some.Noon, events, setAside);
        return (events, setAside);
    }
}
