using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Notifiers.Teams;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Notifiers.Teams;

public sealed class TeamsLayoutTests
{
    [Fact]
    public void An_open_incident_looks_as_approved() => Verify("open.json", Told.Opened());

    [Fact]
    public void An_acknowledged_incident_that_rose_looks_as_approved() => Verify("acknowledged.json", Told.Taken() with { Kind = NotificationKind.Rise });

    [Fact]
    public void A_resolved_incident_looks_as_approved() => Verify("resolved.json", Told.Over());

    [Fact]
    public void A_card_that_is_too_large_loses_evidence_from_the_end_and_keeps_summary_fix_and_link()
    {
        var evidence = Enumerable.Range(0, 200).Select(i => new EvidenceLine(Told.Time.AddSeconds(i), "logs", $"line {i} " + new string('漢', 290)));
        var incident = Told.Open with { Root = Told.Diagnosis with { Evidence = [.. evidence] } };

        var json = TeamsLayout.Json(Told.Opened() with { Incident = incident });

        var message = JsonSerializer.Deserialize<JsonElement>(json);
        Assert.Empty(FakeTeams.Faults(message, json.Length));
        Assert.InRange(json.Length, TeamsLayout.SizeLimit * 8 / 10, TeamsLayout.SizeLimit);
        var card = message.GetProperty("attachments")[0].GetProperty("content");
        var text = FakeTeams.Read(card);
        Assert.Contains("shop-db-1 was OOM-killed at its 512 MiB limit on web-3", text, StringComparison.Ordinal);
        Assert.Contains("docker update --memory 640m --memory-swap 640m 'shop-db-1'\n", text, StringComparison.Ordinal);
        Assert.Contains("line 0 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("line 29 ", text, StringComparison.Ordinal);
        Assert.Matches("… 1[0-9][0-9] more lines", text);
        Assert.Equal(Told.Page.AbsoluteUri, card.GetProperty("actions")[0].GetProperty("url").GetString());
    }

    [Fact]
    public void Functions_of_cards_and_Markdown_in_a_text_stay_text()
    {
        const string Hostile = "{{DATE(2026-01-01T00:00:00Z,SHORT)}} [click](https://evil.example) **b** <at>all</at> {{.State}}";
        var incident = Told.Open with { Root = Told.Diagnosis with { Summary = Hostile } };

        var json = TeamsLayout.Json(Told.Opened() with { Incident = incident });

        var message = JsonSerializer.Deserialize<JsonElement>(json);
        Assert.Empty(FakeTeams.Faults(message, json.Length));
        Assert.Contains(Hostile, FakeTeams.Read(message.GetProperty("attachments")[0].GetProperty("content")), StringComparison.Ordinal);
    }

    private static void Verify(string file, Notification notification)
    {
        var json = TeamsLayout.Json(notification);
        Assert.Empty(FakeTeams.Faults(JsonSerializer.Deserialize<JsonElement>(json), json.Length));
        Approval.Verify(file, json);
    }
}
