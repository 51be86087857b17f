using System.Text.Json;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Spool;

public sealed class LogCutTests
{
    [Fact]
    public void The_last_lines_stay_and_the_event_says_that_others_do_not()
    {
        var cut = LogCut.Of(WithLines(12));

        var lines = cut.Evidence[1].Data.Deserialize(ContractsJson.Default.IReadOnlyListLogLine)!;
        Assert.Equal(["7", "8", "9", "10", "11"], lines.Select(line => line.Text));
        Assert.Equal("kept", cut.Evidence[0].Data.GetString());
        Assert.Equal(EvidenceKinds.Logs, Assert.Single(cut.Missing).What);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_short_tail_stays_as_it_is(int count)
    {
        var given = WithLines(count);

        Assert.Same(given, LogCut.Of(given));
    }

    private static DockerEvent WithLines(int count) => Some.Event("a") with
    {
        Evidence =
        [
            new Contracts.Evidence(EvidenceKinds.Inspect, Some.Noon, JsonSerializer.SerializeToElement("kept", ContractsJson.Default.Options.GetTypeInfo(typeof(string)))),
            new Contracts.Evidence(EvidenceKinds.Logs, Some.Noon, JsonSerializer.SerializeToElement(
                [.. Enumerable.Range(0, count).Select(n => new LogLine(Some.Noon, "stdout", $"{n}"))], ContractsJson.Default.IReadOnlyListLogLine)),
        ],
    };
}
