using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using RegexReader = Diagnoser.Engine.Rules.Reading.RegexReader;

namespace Diagnoser.Engine.Tests.Correlation;

public class EvidenceReaderTests
{
    private const string Die = "container.start";

    private static readonly DockerEvent Event = Given.Event(Die, 60) with
    {
        Attributes = AttributeMap.From([new("container.exit_code", 3)]),
        Evidence =
        [
            new(EvidenceKinds.Inspect, Given.Start, Json("""{"HostConfig":{"Memory":67108864,"NanoCpus":1500000000},"Config":{"Env":["A=1","JAVA_OPTS=-Xmx1g"]}}""")),
            new(EvidenceKinds.Logs, Given.Start, Json("""
                [{"time":"2026-01-01T00:00:10Z","stream":"stdout","text":"starting"},
                 {"time":"2026-01-01T00:00:58Z","stream":"stderr","text":"panic: first"},
                 {"time":"2026-01-01T00:00:59Z","stream":"stderr","text":"panic: second"}]
                """)),
            new(EvidenceKinds.Sample, Given.Start, Json("""
                [{"time":"2026-01-01T00:00:00Z","m":100},{"time":"2026-01-01T00:00:30Z","m":200},{"time":"2026-01-01T00:01:00Z","m":300}]
                """)),
            new(EvidenceKinds.Topology, Given.Start, Json("""
                {"port_holder":{"port":8080,"protocol":"tcp","kind":"process","name":"nginx","pid":42}}
                """)),
        ],
    };

    [Fact]
    public void Reads_a_field() => Assert.Equal(3, Read(Spec(EvidenceSpecKind.Field, "die.container.exit_code")).Value.AsNumber);

    [Fact]
    public void Reads_a_path_of_inspect_in_its_unit()
    {
        var memory = Read(Spec(EvidenceSpecKind.Inspect, "HostConfig.Memory") with { As = EvidenceUnit.Bytes });

        Assert.Equal(67108864, memory.Value.AsNumber);
        Assert.Contains("64 MiB", Assert.Single(memory.Lines).Text, StringComparison.Ordinal);
        Assert.Equal(1.5, Read(Spec(EvidenceSpecKind.Inspect, "HostConfig.NanoCpus") with { As = EvidenceUnit.Cpus }).Value.AsNumber);
    }

    [Fact]
    public void Takes_the_entry_of_a_list_that_matches()
    {
        var spec = Spec(EvidenceSpecKind.Inspect, "Config.Env") with { Match = RegexReader.Compile("^JAVA_OPTS=(?<value>.*)$", false, out _) };

        Assert.Equal("-Xmx1g", Read(spec).Value.AsText);
    }

    [Fact]
    public void Says_what_is_missing_instead_of_an_empty_value()
    {
        Assert.Equal("inspect has no HostConfig.Nothing", Read(Spec(EvidenceSpecKind.Inspect, "HostConfig.Nothing")).Value.Why);
        Assert.Equal("m2 was not measured", Read(Spec(EvidenceSpecKind.Sample, "m2")).Value.Why);

        var gone = Event with { Evidence = [], Missing = [new MissingEvidence(EvidenceKinds.Logs, "the container was removed")] };
        Assert.Equal("logs: the container was removed", Read(Spec(EvidenceSpecKind.Logs, ""), gone).Value.Why);
    }

    [Theory]
    [InlineData(Take.First, "panic: first")]
    [InlineData(Take.Last, "panic: second")]
    public void Takes_the_wanted_log_line_of_those_that_match(Take take, string expected)
    {
        var spec = Spec(EvidenceSpecKind.Logs, "") with { Match = RegexReader.Compile("^panic: .*$", false, out _), Take = take };

        Assert.Equal(expected, Read(spec).Value.AsText);
    }

    [Fact]
    public void Log_lines_from_before_the_window_are_left_out()
    {
        var reading = Read(Spec(EvidenceSpecKind.Logs, "") with { Window = TimeSpan.FromSeconds(5) });

        Assert.Equal(["panic: first", "panic: second"], reading.Lines.Select(l => l.Text));
    }

    [Theory]
    [InlineData(Take.Max, 300)]
    [InlineData(Take.Min, 100)]
    [InlineData(Take.Avg, 200)]
    [InlineData(Take.First, 100)]
    [InlineData(Take.Last, 300)]
    [InlineData(Take.Slope, 12000)]
    public void Takes_the_wanted_value_of_a_series(Take take, double expected) =>
        Assert.Equal(expected, Read(Spec(EvidenceSpecKind.Sample, "m") with { Take = take }).Value.AsNumber, 6);

    [Theory]
    [InlineData("[300, 200, 100]", 30.0, null)]
    [InlineData("[300, 100, 200]", 90.0, null)]
    [InlineData("[200, 100, 0]", 0.0, null)]
    [InlineData("[100, 200, 300]", null, "it is not falling")]
    [InlineData("[0.1, 0.1, 0.1]", null, "it is not falling")]
    [InlineData("[300, 200]", null, "only 2 measurements, too few for a trend")]
    public void Says_when_a_falling_series_reaches_zero(string values, double? seconds, string? why)
    {
        var points = JsonDocument.Parse(values).RootElement.EnumerateArray()
            .Select((v, i) => $$"""{"time":"2026-01-01T00:0{{i / 2}}:{{i % 2 * 30:00}}Z","m":{{v}}}""");
        var carrier = Event with { Evidence = [new(EvidenceKinds.Sample, Given.Start, Json($"[{string.Join(',', points)}]"))] };

        var reading = Read(Spec(EvidenceSpecKind.Sample, "m") with { Take = Take.TimeToZero }, carrier);

        Assert.Equal(why, reading.Value.Why);
        Assert.Equal(seconds ?? double.NaN, reading.Value.AsNumber, 6);
    }

    [Fact]
    public void Names_who_holds_a_port()
    {
        var reading = Read(Spec(EvidenceSpecKind.Topology, "port_holder"));

        Assert.Equal("nginx", reading.Value.AsText);
        Assert.Equal(42, reading.Parts["pid"].AsNumber);
        Assert.Equal("tcp port 8080 is held by process nginx (pid 42)", Assert.Single(reading.Lines).Text);
    }

    private static EvidenceSpec Spec(EvidenceSpecKind kind, string path) => new() { Name = "x", Kind = kind, Path = path, Of = "die" };

    private static EvidenceReading Read(EvidenceSpec spec, DockerEvent? dockerEvent = null)
    {
        var rule = Given.Rule("r", Given.Of(CorrelationKind.Any, TimeSpan.FromSeconds(1), new Step("die")), Die);
        rule = rule with { Selections = [rule.Selections[0] with { Name = "die" }] };
        var matched = new MatchedEvent("die", dockerEvent ?? Event, new Captures());
        var match = new Engine.Correlation.Match(rule, default, [matched], matched.Event, matched.Event.Time, []);
        return EvidenceReader.Read(spec, match, new MatchScope(match));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
