using System.Text.Unicode;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests;

/// <summary>Whatever the line: what is scanned is what the whole reading of it gives, and everything else is left to that.</summary>
public sealed class RawLineScannerTests
{
    private const string Compose = ",\"com.docker.compose.project\":\"shop\",\"com.docker.compose.service\":\"web\"";

    private readonly RawLineScanner _scanner = new();
    private readonly RawEventReader _scanned = new();
    private readonly RawEventReader _whole = new();

    public static TheoryData<string> Usual() =>
    [
        Some.Line("create", Some.Noon, Compose),
        Some.Line("start", Some.Noon),
        Some.Line("die", Some.Noon, ",\"exitCode\":\"137\",\"execDuration\":\"3\""),
        Some.Line("die", Some.Noon, ",\"exitCode\":\"\""),
        Some.Line("die", Some.Noon, ",\"exitCode\":\" 7 \""),
        Some.Line("die", Some.Noon, ",\"exitCode\":\"99999999999999999999\""),
        Some.Line("die", Some.Noon, ",\"exitCode\":\"1\",\"execID\":\"2\",\"oldName\":\"3\",\"signal\":\"4\",\"zone\":\"5\""),
        Some.Line("kill", Some.Noon, ",\"signal\":\"SIGRTMIN+3\"" + Compose),
        Some.Line("health_status: unhealthy", Some.Noon),
        Some.Line("rename", Some.Noon, ",\"oldName\":\"/before\""),
        Some.Line("oom", Some.Noon, ",\"container\":\"a label\""),
        Some.Line("start", Some.Noon, ",\"label\":\"quote \\\" and \\u00fc\\n\""),
        Some.Line("start", Some.Noon, ",\"label\":\"\u00fc\u4e2d\U0001f600\""),
        Some.Line("start", Some.Noon, ",\"app.password\":\"geheim\""),
        Some.Line("start", Some.Noon, name: "\u00fcber"),
        Some.Line("start", Some.Noon, ", \"spaced\" : \"out\" ,\t\"more\":\"\""),
        Some.NetworkLine("connect", Some.Noon),
        Some.NetworkLine("disconnect", Some.Noon),
        """{"Type":"daemon","Action":"reload","Actor":{"ID":"d","Attributes":{"name":"box"}},"timeNano":5}""",
        """{"Type":"daemon","Action":"reload","timeNano":5}""",
        """{"Type":"network","Action":"connect","Actor":{"Attributes":{}},"timeNano":5}""",
        """{"id":"x","scope":{"a":[1,{}]},"Type":"container","Action":"start","Actor":{"more":[[]],"ID":"c"},"time":7,"timeNano":5}""",
    ];

    public static TheoryData<string> Unusual() =>
    [
        "",
        "[]",
        "{",
        "{}",
        "{\"Type\":\"container\"}",
        Some.Line("start", Some.Noon) + " {}",
        Some.Line("start", Some.Noon)[..^1],
        Some.Line("start", Some.Noon, ",\"a\":\"1\",\"a\":\"2\""),
        Some.Line("start", Some.Noon, ",\"image\":\"again\""),
        Some.Line("die", Some.Noon, ",\"exitCode\":\"1\",\"exitCode\":\"2\""),
        Some.Line("die", Some.Noon, ",\"exitCode\":1"),
        Some.Line("die", Some.Noon, ",\"exitCode\":\"\\u0031\""),
        Some.Line("die", Some.Noon, ",\"exit\\u0043ode\":\"1\""),
        Some.Line("start", Some.Noon, ",\"nested\":{\"a\":1}"),
        Some.Line("start", Some.Noon, ",\"label\":\"\\ud800\""),
        Some.Line("start", Some.Noon, ",\"\u00fc\":\"1\""),
        Some.Line("start", Some.Noon, name: "a\\u0062c"),
        Some.Line("start", Some.Noon, id: "a\\u0062c"),
        Some.Line("start", Some.Noon, id: "\u00fc"),
        Some.Line("start", Some.Noon, string.Concat(Enumerable.Range(0, 600).Select(i => $",\"zz{i:000}\":\"{i}\""))),
        Some.Line("start", Some.Noon, string.Concat(Enumerable.Range(0, 100).Select(i => $",\"l{999 - i}\":\"{i}\""))),
        """{"Type":"container","Action":"start","Actor":{"ID":"a","ID":"b"},"timeNano":5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":"a"},"Actor":{"ID":"b"},"timeNano":5}""",
        """{"Type":"container","Type":"network","Action":"start","Actor":{"ID":"a"},"timeNano":5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":7},"timeNano":5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":""},"timeNano":5}""",
        """{"Type":"container","Action":"start","Actor":[],"timeNano":5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":"a","Attributes":[1]},"timeNano":5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":"a"},"time":5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":"a"},"timeNano":-5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":"a"},"timeNano":99999999999999999999}""",
        """{"Type":"container","Action":"start","Actor":{"ID":"a"},"timeNano":1e3}""",
        """{"Type":"","Action":"start","Actor":{"ID":"a"},"timeNano":5}""",
        """{"type":"container.die","Type":"container","Action":"start","Actor":{"ID":"a"},"timeNano":5}""",
        """{"Type":"container","Action":"start","Actor":{"ID":"a"},"timeNano":5,"deep":""" + new string('[', 70) + new string(']', 70) + "}",
    ];

    [Theory]
    [MemberData(nameof(Usual))]
    public void A_line_as_engines_write_them_is_scanned_and_gives_the_same_event(string line)
    {
        Assert.Equal(RawScan.Event, Compare(Some.Bytes(line)));

        // Once more, now that the container is known; and after another one.
        Assert.Equal(RawScan.Event, Compare(Some.Bytes(line)));
        _ = Compare(Some.Bytes(Some.Line("start", Some.Noon.AddSeconds(1), Compose, name: "other")));
        _ = Compare(Some.Bytes(line));
    }

    [Theory]
    [MemberData(nameof(Unusual))]
    public void Another_line_is_left_alone(string line) => Assert.Equal(RawScan.Unusual, Compare(Some.Bytes(line)));

    [Theory]
    [InlineData("exec_create: /bin/sh -c secret", "")]
    [InlineData("exec_create: /bin/sh -c curl \\\"http://localhost\\\" \\u0026\\u0026 exit 1", ",\"execID\":\"1\"")]
    [InlineData("exec_die", ",\"execID\":\"1\",\"exitCode\":\"0\",\"label\":\"quote \\\" and \\u00fc\"")]
    [InlineData("exec_die", ",\"a\":\"1\",\"a\":\"2\"")]
    [InlineData("attach", "")]
    [InlineData(":start", "")]
    public void What_nobody_uses_is_known_as_such(string action, string attributes) =>
        Assert.Equal(RawScan.Unused, Compare(Some.Bytes(Some.Line(action, Some.Noon, attributes))));

    [Theory]
    [InlineData("exec_die", ",\"label\":\"\\ud800\"")]
    [InlineData("exec_die", ",\"label\":[1")]
    [InlineData("exec_die", ",\"label\":\"\\x\"")]
    [InlineData("exec_create: \\ud800", "")]
    public void What_nobody_uses_must_be_whole_all_the_same(string action, string attributes)
    {
        var line = Some.Bytes(Some.Line(action, Some.Noon, attributes));

        Assert.Equal(RawScan.Unusual, Compare(line));
        Assert.NotNull(_whole.Read(line).Problem);
    }

    [Theory]
    [InlineData("health_status: \\u0075nhealthy")]
    [InlineData("health_status")]
    [InlineData("health_status:\\u00a0\u00fc ")]
    public void A_state_of_health_is_read_however_it_is_written(string action) =>
        Assert.Equal(RawScan.Event, Compare(Some.Bytes(Some.Line(action, Some.Noon))));

    [Fact]
    public void Every_beginning_of_a_line_is_left_alone() => Assert.All(["die", "exec_die"], action =>
    {
        var line = Some.Bytes(Some.Line(action, Some.Noon, ",\"exitCode\":\"137\"" + Compose));

        for (var length = 0; length < line.Length; length++)
        {
            Assert.Equal(RawScan.Unusual, Compare(line.AsSpan(0, length)));
        }
    });

    [Fact]
    public void A_life_gives_the_same_events_whoever_reads_which_line()
    {
        string[] actions = ["create", "start", "die", "start", "health_status: healthy", "kill", "oom", "stop", "die", "rename", "destroy", "die", "start"];
        for (var i = 0; i < actions.Length * 3; i++)
        {
            var extra = (actions[i % actions.Length] is "die" ? ",\"exitCode\":\"1\",\"execDuration\":\"3\"" : "") + (i % 5 == 0 ? ",\"nested\":{}" : Compose);
            _ = Compare(Some.Bytes(Some.Line(actions[i % actions.Length], Some.Noon.AddSeconds(i), extra, name: i % 7 == 0 ? "new" : "api")));
        }
    }

    [Fact]
    public void Lines_that_chance_has_spoiled_are_read_alike()
    {
        var random = new Random(20261125);
        var lines = Usual().Concat(Unusual()).Select(row => Some.Bytes(row.Data)).Where(line => line.Length > 0).ToList();
        for (var round = 0; round < 20_000; round++)
        {
            var line = lines[random.Next(lines.Count)].ToArray();
            for (var spoiled = random.Next(4); spoiled >= 0; spoiled--)
            {
                line[random.Next(line.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"\"\\{}[]:, u0129azeN"[random.Next(18)];
            }

            // As in a recording: what is not UTF-8 was refused before.
            if (Utf8.IsValid(line))
            {
                _ = Compare(line);
            }
        }
    }

    private RawScan Compare(ReadOnlySpan<byte> line)
    {
        var raw = default(RawLine);
        var scan = _scanner.Scan(line, ref raw);
        var expected = _whole.Read(line);
        var actual = scan switch
        {
            RawScan.Event => new RawEventReading(_scanned.Read(line, raw), null),
            RawScan.Unused => default,
            _ => _scanned.Read(line),
        };
        Assert.Equal(expected.Problem, actual.Problem);
        Assert.Equal(Comparable(expected.Event), Comparable(actual.Event));
        Assert.Equal(expected.Event?.Attributes.Select(a => a.Key) ?? [], actual.Event?.Attributes.Select(a => a.Key) ?? []);
        return scan;
    }

    // Lists in records compare by reference; raw lines have none.
    private static DockerEvent? Comparable(DockerEvent? dockerEvent) =>
        dockerEvent is null ? null : dockerEvent with { Evidence = Array.Empty<Contracts.Evidence>(), Missing = Array.Empty<MissingEvidence>() };
}
