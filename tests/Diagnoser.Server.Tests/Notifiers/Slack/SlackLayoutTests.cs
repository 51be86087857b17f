using System.Text.Json;
using Diagnoser.Server.Notifiers.Slack;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Notifiers.Slack;

public sealed class SlackLayoutTests
{
    [Fact]
    public void An_open_incident_looks_as_approved() => Verify("open.json", SlackLayout.Root(Told.Opened()));

    [Fact]
    public void An_acknowledged_incident_looks_as_approved() => Verify("acknowledged.json", SlackLayout.Root(Told.Taken()));

    [Fact]
    public void A_resolved_incident_looks_as_approved() => Verify("resolved.json", SlackLayout.Root(Told.Over()));

    [Fact]
    public void The_notices_look_as_approved()
    {
        Verify("notice-rise.json", SlackLayout.Notice(Told.Risen()));
        Verify("notice-resolve.json", SlackLayout.Notice(Told.Over()));
    }

    [Fact]
    public void Without_a_public_address_there_is_no_link_but_the_id()
    {
        var foot = SlackLayout.Root(Told.Opened() with { Link = null }).Blocks[^1].Elements![0].Text;

        Assert.StartsWith("incident 5f1c0e7ab9d24c11 · rule oom-killed-memory-limit", foot, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker exec db sh -c 'echo ```'")]
    [InlineData("docker exec db sh -c 'a\u202eb'")]
    [InlineData("docker exec db sh -c 'a\nb'")]
    public void A_command_that_would_read_differently_is_not_offered_for_copying(string command) => AssertNotOffered(command);

    [Fact]
    public void A_command_is_shown_whole_or_not_at_all()
    {
        AssertNotOffered("docker run " + new string('x', 3000));
        AssertNotOffered("docker run " + new string('&', 1000));
        Assert.Contains("```\ndocker run &lt;x&gt; &amp;&amp; y\n```", Fix("docker run <x> && y"), StringComparison.Ordinal);
    }

    private static void AssertNotOffered(string command)
    {
        var fix = Fix(command);

        Assert.DoesNotContain("```", fix, StringComparison.Ordinal);
        Assert.Contains("cannot be shown here", fix, StringComparison.Ordinal);
    }

    private static string Fix(string command)
    {
        var root = Told.Diagnosis with { Fixes = [Told.Diagnosis.Fixes[0] with { Command = command, Rollback = null }] };
        var message = SlackLayout.Root(Told.Opened() with { Incident = Told.Open with { Root = root } });
        return message.Blocks.Single(b => b.Text?.Text.StartsWith("*Fix*", StringComparison.Ordinal) == true).Text!.Text;
    }

    private static void Verify(string file, SlackMessage message)
    {
        var json = message.ToJson();
        Assert.Empty(FakeSlack.Faults(JsonSerializer.Deserialize<JsonElement>(json)));
        Approval.Verify(file, json);
    }
}
