using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;

namespace Diagnoser.Server.Notifiers.Teams;

/// <summary>
/// Lays an incident out as a card. Teams takes 28 KB of what it makes of a card, which is more than what it was sent, so a card has at
/// most 20 KB: evidence is dropped from the end, then what is missing and the symptoms, and only then are texts cut shorter.
/// </summary>
internal static class TeamsLayout
{
    /// <summary>The largest request.</summary>
    public const int SizeLimit = 20 * 1024;

    private const int EvidenceShown = 30;
    private const int OthersShown = 8;
    private const int SmallestShare = 16;
    private const int LinkLimit = 2000;

    private static readonly TextRun Text = new("");
    private static readonly TextRun Bold = new("") { Weight = "Bolder" };
    private static readonly TextRun Subtle = new("") { IsSubtle = true };
    private static readonly TextRun Code = new("") { FontType = "Monospace" };

    /// <summary>The JSON of the fullest card that Teams takes.</summary>
    public static byte[] Json(Notification notification)
    {
        byte[] json = [];
        foreach (var room in Rooms())
        {
            json = Message(notification, room).ToJson();
            if (json.Length <= SizeLimit)
            {
                return WithEvidence(notification, room, json);
            }
        }

        return json;
    }

    // From roomy to narrow, all without evidence: what must be kept decides how far texts are cut.
    private static IEnumerable<Room> Rooms()
    {
        for (var share = 1; share <= SmallestShare; share *= 2)
        {
            yield return new Room(0, OthersShown, share);
            yield return new Room(0, 0, share);
        }
    }

    // Evidence takes the space that is left.
    private static byte[] WithEvidence(Notification notification, Room room, byte[] json)
    {
        var most = room.Others == 0 ? 0 : Math.Min(notification.Incident.Root.Evidence.Count, EvidenceShown);
        for (var lines = most; lines > 0; lines--)
        {
            var fuller = Message(notification, room with { Evidence = lines }).ToJson();
            if (fuller.Length <= SizeLimit)
            {
                return fuller;
            }
        }

        return json;
    }

    private static TeamsMessage Message(Notification notification, Room room)
    {
        var incident = notification.Incident;
        List<CardElement> body = [CardElement.Container(Style(incident), [.. Head(notification, room)])];

        // A card cannot be changed: the first one still shows the evidence, so the last one is short.
        if (notification.Kind != NotificationKind.Resolve)
        {
            body.AddRange(Cause(incident, room));
            body.AddRange(Fields(incident, room));
            body.AddRange(Affected(incident, room));
            body.AddRange(Fixes(incident.Root.Fixes, room));
            body.AddRange(Evidence(incident.Root.Evidence, room));
            body.AddRange(Missing(incident.Root.Missing, room));
        }

        body.Add(Line(Subtle, Wording.Ids(notification), room.Cut(600)));
        var link = notification.Link is { } page && page.AbsoluteUri.Length <= LinkLimit ? page : null;
        var card = new AdaptiveCard(TeamsText.Line(Wording.Headline(notification), room.Cut(500)), body)
        {
            Actions = link is null ? null : [new OpenUrl("Open the incident", link)],
        };
        return new TeamsMessage([new TeamsAttachment(card)]);
    }

    private static string Style(Incident incident) => incident switch
    {
        { Status: IncidentStatus.Resolved } => "good",
        { Severity: Severity.Critical } => "attention",
        { Severity: Severity.Warning } => "warning",
        _ => "accent",
    };

    private static IEnumerable<CardElement> Head(Notification notification, Room room)
    {
        var incident = notification.Incident;
        var over = Wording.IsOver(incident);
        var sign = over ? "✅ " : $"{Wording.Sign(incident.Severity)} {(notification.Kind == NotificationKind.Rise ? "Now " : "")}";
        var title = Bold with { Size = "Medium", Strikethrough = over ? true : null };
        yield return CardElement.Line([title with { Text = sign, Strikethrough = null }, .. TeamsText.Runs(Wording.Title(incident), room.Cut(500), title)]);
        if (Wording.Status(incident) is { } status)
        {
            yield return Line(Bold, status, room.Cut(500));
        }
    }

    private static IEnumerable<CardElement> Cause(Incident incident, Room room)
    {
        var lines = incident.Root.Cause.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var i = 0; i < Math.Min(lines.Length, 6); i++)
        {
            yield return i == 0 ? Named("Why", lines[i], room.Cut(1000)) : Follow(Line(Text, lines[i], room.Cut(300)));
        }
    }

    private static IEnumerable<CardElement> Fields(Incident incident, Room room) =>
        Wording.Fields(incident).Select((field, i) => i == 0 ? Named(field.Name, field.Value, room.Cut(200)) : Follow(Named(field.Name, field.Value, room.Cut(200))));

    private static IEnumerable<CardElement> Affected(Incident incident, Room room)
    {
        var all = Math.Max(incident.SymptomCount, incident.Symptoms.Count);
        if (all == 0)
        {
            yield break;
        }

        yield return Named("Also affected", Wording.Affected(incident), room.Cut(250));
        var shown = incident.Symptoms.Take(room.Others).ToList();
        foreach (var symptom in shown)
        {
            yield return Follow(Line(Text, "• " + Wording.Line(symptom, incident), room.Cut(250)));
        }

        if (Wording.More(all, shown.Count, "symptom", "symptoms") is { } more)
        {
            yield return Follow(Line(Subtle, more, 100));
        }
    }

    private static IEnumerable<CardElement> Fixes(IReadOnlyList<Fix> fixes, Room room)
    {
        if (fixes.Count == 0)
        {
            yield break;
        }

        var fix = fixes[0];
        yield return Named("Fix", Wording.Line(fix), room.Cut(300));
        if (fix.Command is { Length: > 0 })
        {
            yield return Command(fix.Command, room) ?? Follow(Line(Subtle, "The command cannot be shown here as it is; read it where the whole incident is shown.", 200));
        }

        if (fix.Change is { Length: > 0 })
        {
            yield return Follow(Named("In the file", fix.Change, room.Cut(400)));
        }

        if (fix.Verify is { Length: > 0 })
        {
            yield return Follow(Named("Verify", fix.Verify, room.Cut(400)));
        }

        if (fix.Rollback is { Length: > 0 } && Command(fix.Rollback, room) is { } rollback)
        {
            yield return Follow(Named("Roll back", "", 10));
            yield return rollback;
        }

        if (Wording.More(fixes.Count, 1, "fix", "fixes") is { } more)
        {
            yield return Follow(Line(Subtle, more, 100));
        }
    }

    private static IEnumerable<CardElement> Evidence(IReadOnlyList<EvidenceLine> evidence, Room room)
    {
        if (evidence.Count == 0)
        {
            yield break;
        }

        yield return Named("Evidence", "(UTC)", 10);
        foreach (var line in evidence.Take(room.Evidence))
        {
            yield return Follow(Line(Code, Wording.Line(line), room.Cut(300)));
        }

        if (Wording.More(evidence.Count, room.Evidence, "line", "lines") is { } more)
        {
            yield return Follow(Line(Subtle, more, 100));
        }
    }

    private static IEnumerable<CardElement> Missing(IReadOnlyList<MissingEvidence> missing, Room room)
    {
        if (missing.Count == 0)
        {
            yield break;
        }

        yield return Named("Not known", "", 10);
        foreach (var line in missing.Take(room.Others))
        {
            yield return Follow(Line(Text, "• " + Wording.Line(line), room.Cut(300)));
        }

        if (Wording.More(missing.Count, room.Others, "thing", "things") is { } more)
        {
            yield return Follow(Line(Subtle, more, 100));
        }
    }

    private static CardElement? Command(string command, Room room) =>
        Wording.Copyable(command, room.Cut(1400)) is { } whole
            ? CardElement.Container("emphasis", [CardElement.Line([.. TeamsText.Runs(whole, whole.Length, Code)])]) with { Spacing = "Small" }
            : null;

    private static CardElement Named(string name, string value, int limit) =>
        CardElement.Line([.. TeamsText.Runs(name, 40, Bold), .. TeamsText.Runs(value.Length == 0 ? "" : "  " + value, limit, Text)]);

    // An empty block is an error of the card, so there is at least a space.
    private static CardElement Line(TextRun style, string text, int limit) => CardElement.Line([.. TeamsText.Runs(text.Length == 0 ? " " : text, limit, style)]);

    private static CardElement Follow(CardElement element) => element with { Spacing = "None" };

    /// <summary>How much of an incident a card shows.</summary>
    /// <param name="Evidence">Lines of evidence.</param>
    /// <param name="Others">Symptoms, and things that are missing.</param>
    /// <param name="Share">What texts are cut to: 1 is their limit, 2 half of it.</param>
    private sealed record Room(int Evidence, int Others, int Share)
    {
        public int Cut(int limit) => Math.Max(limit / Share, 20);
    }
}
