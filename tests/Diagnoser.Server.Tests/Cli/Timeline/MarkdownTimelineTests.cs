using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Timeline;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Timeline;

public sealed class MarkdownTimelineTests
{
    private static readonly HostRef Host = new("h1", "web-3");

    private static readonly TimelineEntry[] Entries =
    [
        new(Some.Noon.AddMilliseconds(5), TimelineKinds.Event, "api ended with exit code 137")
        {
            Host = Host, Subject = new Subject(Subject.Container, Some.ContainerId("api"), "api"),
        },
        new(Some.Noon.AddSeconds(1), TimelineKinds.Diagnosis, "api died (test-rule, confirmed)")
        {
            Host = Host, Subject = new Subject(Subject.Container, "0123456789abcdef", ""), Severity = Severity.Critical,
        },
        new(new DateTimeOffset(2026, 11, 23, 14, 0, 2, TimeSpan.FromHours(2)), TimelineKinds.BlindWindow, "could not see") { Host = Host, Subject = new Subject(Subject.Daemon, "e1", "x") },
        new(Some.Noon.AddSeconds(30), TimelineKinds.Action, "taken") { By = "ann|bob" },
    ];

    [Fact]
    public void An_incident_can_be_pasted_into_a_postmortem()
    {
        var incident = new Incident("i1", "k1", 3, IncidentStatus.Resolved, Severity.Critical, Some.Diagnosis(), Some.Noon, Some.Noon)
        {
            Affected = ["shop/api", "shop/web"],
            ResolvedAt = Some.Noon.AddMinutes(10),
            ResolvedBy = "ann",
            Resolution = "raised *the* limit",
        };

        Assert.Equal(
            """
            ## Timeline: api died

            - Incident: i1, critical, resolved by ann: raised \*the\* limit
            - Cause: it was out of memory (test-rule)
            - Affected: shop/api, shop/web
            - Time: 2026-11-23 12:00:00.000 to 2026-11-23 12:10:00.000 UTC
            - Hosts: web-3

            | Time (UTC) | What | Where | |
            |---|---|---|---|
            | 2026-11-23 12:00:00.005 | event | api on web-3 | api ended with exit code 137 |
            | 2026-11-23 12:00:01.000 | diagnosis, critical | 0123456789ab on web-3 | api died (test-rule, confirmed) |
            | 2026-11-23 12:00:02.000 | blind window | web-3 | could not see |
            | 2026-11-23 12:00:30.000 | action by ann\|bob |  | taken |

            """,
            Written(TimelineHeader.Of(incident, Entries), Entries));
    }

    [Fact]
    public void A_time_of_which_nothing_is_kept_says_so() =>
        Assert.Equal(
            """
            ## Timeline: stack shop\_1

            - Time: 2026-11-23 12:00:00.000 to 2026-11-23 13:00:00.000 UTC
            - Hosts: none

            Nothing is kept of this time.

            """,
            Written(TimelineHeader.Of("shop_1", Some.Noon, Some.Noon.AddHours(1), []), []));

    [Fact]
    public void Hostile_text_makes_no_line_and_no_cell_of_its_own()
    {
        const string Evil = "x|y\n| 1 | 2 | <script> @team [a](http://b)";
        TimelineEntry[] entries =
        [
            new(Some.Noon, Evil, Evil)
            {
                Host = new HostRef(Evil, Evil), Subject = new Subject(Subject.Container, Evil, Evil), By = Evil,
            },
        ];

        var lines = Written(TimelineHeader.Of(Evil, Some.Noon, Some.Noon, entries), entries).TrimEnd('\n').Split('\n');

        Assert.Equal(8, lines.Length);
        Assert.Equal(5, lines[^1].Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|'));
        Assert.DoesNotContain(lines, line => line.Contains("<script", StringComparison.Ordinal) || line.Contains(" @team", StringComparison.Ordinal));
    }

    private static string Written(TimelineHeader header, TimelineEntry[] entries)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new MarkdownTimeline(output).Write(header, entries);
        return output.ToString();
    }
}
