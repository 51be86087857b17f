using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Tests.Rules;

namespace Diagnoser.Engine.Tests.Events;

public sealed class LogTailTests
{
    private const int Limit = 16 * 1024;

    [Fact]
    public void Joins_the_lines_of_all_that_is_attached() =>
        Assert.Equal("one \"\u00e9\"\ntwo\nthree", Joined(Nodes.Logs("one \"\u00e9\"", "two"), new Evidence("inspect", default, default), Nodes.Logs("three")));

    [Fact]
    public void Is_empty_where_nothing_is_attached() => Assert.Equal("", Joined());

    [Fact]
    public void Passes_over_what_is_no_line() =>
        Assert.Equal("good", Joined(new Evidence(EvidenceKinds.Logs, default, JsonSerializer.Deserialize<JsonElement>("""[1, {"text": 2}, {"text": "good"}, null, {}]"""))));

    [Fact]
    public void Keeps_whole_lines_and_the_newest_of_them()
    {
        var lines = Enumerable.Range(0, 400).Select(n => $"{n} {new string('x', 98)}").ToArray();

        var joined = Joined(Nodes.Logs(lines));

        Assert.InRange(joined.Length, Limit - 110, Limit);
        Assert.Equal(lines[^joined.Split('\n').Length..], joined.Split('\n'));
    }

    [Fact]
    public void Keeps_the_end_of_a_line_that_is_too_long() => Assert.Equal(new string('y', Limit), Joined(Nodes.Logs(new string('x', 10) + new string('y', Limit))));

    [Fact]
    public void Reads_one_after_the_other_into_one_buffer()
    {
        var buffer = Array.Empty<char>();

        Assert.Equal("a longer line", LogTail.Read(With(Nodes.Logs("a longer line")), ref buffer));
        Assert.Equal("short", LogTail.Read(With(Nodes.Logs("short")), ref buffer));
        Assert.Equal("", LogTail.Read(With(), ref buffer));
    }

    private static string Joined(params Evidence[] evidence) => LogTail.Join(With(evidence));

    private static DockerEvent With(params Evidence[] evidence) => Nodes.Event() with { Evidence = evidence };
}
