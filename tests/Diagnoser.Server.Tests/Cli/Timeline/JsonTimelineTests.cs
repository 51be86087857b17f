using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Timeline;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Timeline;

public sealed class JsonTimelineTests
{
    [Fact]
    public void Each_entry_is_a_line_that_reads_back()
    {
        TimelineEntry[] entries =
        [
            new(Some.Noon, TimelineKinds.Event, "two\nlines \u001b[31m \u202e") { Host = new HostRef("h1", "web-3") },
            new(Some.Noon.AddSeconds(1), TimelineKinds.Action, "ann acknowledged") { By = "ann" },
        ];
        using var output = new StringWriter();

        new JsonTimeline(output).Write(entries);

        var lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(entries, lines.Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.TimelineEntry)));
        Assert.StartsWith("""{"record":"timelineEntry",""", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(output.ToString().Replace("\n", "", StringComparison.Ordinal), c => c is < ' ' or > '~');
    }
}
