using System.Text.Json;
using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Notifiers.Slack;
using Diagnoser.Server.Notifiers.Teams;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Notifiers;

/// <summary>Whatever an incident holds, the message stays text and within the limits.</summary>
public sealed class HostileIncidentTests
{
    private static readonly string[] Nasty =
    [
        "", " ", "plain", "<!channel>", "<!here|x>", "<@U123>", "<https://evil.example|click>", "@here @everyone", "&lt;!channel&gt;", "&", "`", "``", "```", "````sh",
        "*_~`", "[click](https://evil.example)", "![x](https://evil.example/x.png)", "<b>&amp;</b>", "<at>all</at>", "{{DATE(2026-01-01T00:00:00Z,SHORT)}}", "${x} @{triggerBody()}",
        "\e[31mred\e[0m", "\u202eevil\u2066", "\0\u0001\u0085", "line\nbreak\r\n", "\ud800", "\udc00x", "漢字", "🦊", "\"quote\" \\ 'single'", "\u200b", "\ufeff",
        new('<', 5000), new('&', 100_000), new('`', 5000), new('漢', 5000), new('\u202e', 5000), new('\n', 500), new('a', 5000), string.Concat(Enumerable.Repeat("🦊", 3000)),
    ];

    private static readonly Gen<string> OneNasty = Gen.Int[0, Nasty.Length - 1].Select(i => Nasty[i]);

    private static readonly Gen<string> Text = Gen.Frequency((4, OneNasty), (2, OneNasty.Array[2, 4].Select(string.Concat)), (1, Gen.String));

    private static readonly Gen<DateTimeOffset> Time = Gen.Int[-100_000, 100_000].Select(s => Told.Time.AddSeconds(s));

    private static readonly Gen<Fix> Fix =
        from id in Text
        from title in Text
        from risk in Text
        from command in Text.Null()
        from runOn in Text.Null()
        from verify in Text.Null()
        from rollback in Text.Null()
        from change in Text.Null()
        select new Fix(id, title, risk, command, runOn, verify, rollback) { Change = change };

    private static readonly Gen<Diagnosis> Root =
        from texts in Text.Array[9]
        from severity in Gen.Enum<Severity>()
        from certainty in Gen.Enum<Certainty>()
        from evidence in Gen.Select(Time, Text, Text, (at, source, text) => new EvidenceLine(at, source, text)).Array[0, 60]
        from missing in Gen.Select(Text, Text, Text.Null(), (what, why, remedy) => new MissingEvidence(what, why, remedy)).Array[0, 20]
        from fixes in Fix.Array[0, 4]
        select new Diagnosis(
            "d1", Told.Time, texts[0], [texts[1], texts[2]], texts[3], severity, new HostRef("h1", texts[4]), new Subject(texts[5], texts[6], texts[7]),
            texts[8], texts[0] + "\n" + texts[1], 0.5, certainty, evidence, missing, fixes, [])
        {
            Service = texts[2],
            Stack = texts[3],
        };

    private static readonly Gen<Symptom> Symptom =
        Gen.Select(Text, Text, Text, Time, (host, name, text, at) => new Symptom("d2", at, "r", Severity.Warning, new HostRef(host, host), new Subject("container", "x", name), text, text));

    private static readonly Gen<Incident> Incidents =
        from root in Root
        from status in Gen.Enum<IncidentStatus>()
        from symptoms in Symptom.Array[0, 20]
        from count in Gen.Int[0, int.MaxValue]
        from affected in Text.Array[0, 40]
        from texts in Text.Null().Array[6]
        from resolved in Time.Nullable()
        select new Incident(texts[0] ?? "i1", "k1", 1, status, root.Severity, root, Told.Time, Told.Time)
        {
            Symptoms = symptoms,
            SymptomCount = count,
            Affected = affected,
            Occurrences = count,
            AcknowledgedAt = resolved,
            AcknowledgedBy = texts[1],
            ResolvedAt = resolved,
            ResolvedBy = texts[2],
            Resolution = texts[3],
            RecurrenceOf = texts[4],
            MergedInto = texts[5],
        };

    [Fact]
    public void Any_incident_is_a_message_that_the_vendors_take() =>
        Gen.Select(Incidents, Gen.Enum<NotificationKind>()).Sample(
            (incident, kind) => AssertTaken(new Notification(incident, kind, null, Told.Page)), iter: 100);

    [Fact]
    public void The_worst_of_every_text_is_a_message_that_the_vendors_take()
    {
        foreach (var worst in Nasty)
        {
            var root = Told.Diagnosis with
            {
                Rule = worst,
                Codes = [worst],
                Summary = worst,
                Cause = worst,
                Host = new HostRef("h1", worst),
                Subject = new Subject(worst, worst, worst),
                Service = worst,
                Stack = worst,
                Evidence = [.. Enumerable.Repeat(new EvidenceLine(Told.Time, worst, worst), 200)],
                Missing = [.. Enumerable.Repeat(new MissingEvidence(worst, worst, worst), 50)],
                Fixes = [new Fix("f", worst, worst, worst, worst, worst, worst) { Change = worst }],
            };
            var incident = Told.Open with
            {
                Root = root,
                Symptoms = [.. Enumerable.Repeat(new Symptom("d", Told.Time, "r", Severity.Info, root.Host, root.Subject, worst, worst), 1000)],
                SymptomCount = 1000,
                Affected = [.. Enumerable.Repeat(worst, 1000)],
                RecurrenceOf = worst,
            };
            AssertTaken(new Notification(incident, NotificationKind.Open, null, Told.Page));
        }
    }

    private static void AssertTaken(Notification notification)
    {
        foreach (var message in (SlackMessage[])[SlackLayout.Root(notification), SlackLayout.Notice(notification), SlackLayout.Root(notification).Plain()])
        {
            Assert.Empty(FakeSlack.Faults(JsonSerializer.Deserialize<JsonElement>(message.ToJson())));
        }

        var card = TeamsLayout.Json(notification);
        Assert.Empty(FakeTeams.Faults(JsonSerializer.Deserialize<JsonElement>(card), card.Length));
    }
}
