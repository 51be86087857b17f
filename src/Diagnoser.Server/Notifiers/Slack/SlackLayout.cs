using System.Text;
using Diagnoser.Contracts;
using Diagnoser.Engine.Notifications;

namespace Diagnoser.Server.Notifiers.Slack;

/// <summary>
/// Lays an incident out as a Slack message. What must be done stands before what it rests on: Slack folds the end of a long message.
/// The limits add up to less than 12,000 characters; Slack refuses messages of a little more, which it documents nowhere.
/// </summary>
internal static class SlackLayout
{
    private const int TitleLimit = 500;
    private const int StatusLimit = 500;
    private const int CauseLimit = 1200;
    private const int FieldLimit = 210;
    private const int AffectedLimit = 1500;
    private const int FixLimit = 2600;
    private const int CommandLimit = 1400;
    private const int EvidenceLimit = 2200;
    private const int EvidenceLineLimit = 300;
    private const int MissingLimit = 700;
    private const int IdsLimit = 600;
    private const int LinkLimit = 500;
    private const int SymptomsShown = 8;

    /// <summary>The message that stands for the incident, as it is now.</summary>
    public static SlackMessage Root(Notification notification)
    {
        var incident = notification.Incident;
        List<SlackBlock> blocks = [SlackBlock.Section(Title(notification))];
        Add(blocks, Wording.Status(incident) is { } status ? SlackMarkup.Line(status, StatusLimit) : null);
        Add(blocks, Cause(incident));
        blocks.Add(SlackBlock.Table([.. Wording.Fields(incident).Select(f => Field(f.Name, f.Value))]));
        Add(blocks, Affected(incident));
        Add(blocks, Fixes(incident.Root.Fixes));
        Add(blocks, Evidence(incident.Root.Evidence));
        Add(blocks, Missing(incident.Root.Missing));
        blocks.Add(Foot(notification));
        return new SlackMessage(Text(notification), blocks);
    }

    /// <summary>A short message that the severity rose or the incident is over, where the whole one stands above it.</summary>
    public static SlackMessage Notice(Notification notification)
    {
        var incident = notification.Incident;
        List<SlackBlock> blocks = [SlackBlock.Section(Title(notification))];
        Add(blocks, Wording.Status(incident) is { } status ? SlackMarkup.Line(status, StatusLimit) : null);
        if (!Wording.IsOver(incident))
        {
            Add(blocks, Cause(incident));
        }

        blocks.Add(Foot(notification));
        return new SlackMessage(Text(notification), blocks);
    }

    private static string Text(Notification notification) => SlackMarkup.Line(Wording.Headline(notification), TitleLimit);

    private static string Title(Notification notification)
    {
        var incident = notification.Incident;
        var title = SlackMarkup.Line(Wording.Title(incident), TitleLimit - 50);
        if (Wording.IsOver(incident))
        {
            return $"✅ {SlackMarkup.Struck(title)}";
        }

        var rise = notification.Kind == NotificationKind.Rise ? "Now " : "";
        return $"{Wording.Sign(incident.Severity)} {SlackMarkup.Bold(rise + title)}";
    }

    private static string? Cause(Incident incident) =>
        incident.Root.Cause.Length == 0 ? null : "*Why* " + SlackMarkup.Lines(incident.Root.Cause, CauseLimit - 10);

    private static string Field(string name, string value) => $"*{SlackMarkup.Line(name, 30)}*\n{SlackMarkup.Line(value, FieldLimit - 40)}";

    private static string? Affected(Incident incident)
    {
        var all = Math.Max(incident.SymptomCount, incident.Symptoms.Count);
        if (all == 0)
        {
            return null;
        }

        var room = new Room(AffectedLimit - 60);
        _ = room.Add($"*Also affected* {SlackMarkup.Line(Wording.Affected(incident), 250)}".TrimEnd());
        var shown = incident.Symptoms.Take(SymptomsShown).TakeWhile(s => room.Add("• " + SlackMarkup.Line(Wording.Line(s, incident), 250))).Count();
        return room + Tail(Wording.More(all, shown, "symptom", "symptoms"));
    }

    private static string? Fixes(IReadOnlyList<Fix> fixes)
    {
        if (fixes.Count == 0)
        {
            return null;
        }

        var fix = fixes[0];
        var room = new Room(FixLimit - 60);
        _ = room.Add("*Fix* " + SlackMarkup.Line(Wording.Line(fix), 300));
        AddCommand(room, fix.Command);
        _ = fix.Change is { Length: > 0 } change && room.Add("_In the file_ " + SlackMarkup.Line(change, 400));
        _ = fix.Verify is { Length: > 0 } verify && room.Add("_Verify_ " + SlackMarkup.Line(verify, 400));
        if (fix.Rollback is { Length: > 0 } rollback && Copied(rollback) is { } back)
        {
            _ = room.Add("_Roll back_\n" + back);
        }

        return room + Tail(Wording.More(fixes.Count, 1, "fix", "fixes"));
    }

    private static void AddCommand(Room room, string? command)
    {
        if (command is { Length: > 0 })
        {
            _ = room.Add(Copied(command) ?? "_The command cannot be shown here as it is; read it where the whole incident is shown._");
        }
    }

    // A command that escaping shortens or changes would not be the command any more.
    private static string? Copied(string command)
    {
        if (Wording.Copyable(command, CommandLimit) is null || command.Contains("```", StringComparison.Ordinal))
        {
            return null;
        }

        var escaped = SlackMarkup.Line(command, CommandLimit * 5);
        return escaped.Length <= CommandLimit ? SlackMarkup.Code(escaped) : null;
    }

    private static string? Evidence(IReadOnlyList<EvidenceLine> evidence)
    {
        if (evidence.Count == 0)
        {
            return null;
        }

        var room = new Room(EvidenceLimit - 80);
        var shown = evidence.TakeWhile(line => room.Add(SlackMarkup.Line(Wording.Line(line), EvidenceLineLimit))).Count();
        return $"*Evidence* (UTC)\n{SlackMarkup.Code(room.ToString())}{Tail(Wording.More(evidence.Count, shown, "line", "lines"))}";
    }

    private static string? Missing(IReadOnlyList<MissingEvidence> missing)
    {
        if (missing.Count == 0)
        {
            return null;
        }

        var room = new Room(MissingLimit - 60);
        _ = room.Add("*Not known*");
        var shown = missing.TakeWhile(m => room.Add("• " + SlackMarkup.Line(Wording.Line(m), 300))).Count();
        return room + Tail(Wording.More(missing.Count, shown, "thing", "things"));
    }

    // A link, not a button: Slack asks the app's own server about every button, and without one it tells the reader of a fault.
    private static SlackBlock Foot(Notification notification)
    {
        var link = notification.Link is { } page && page.AbsoluteUri.Length <= LinkLimit - 50
            ? SlackMarkup.Link(page, "Open the incident") + " · "
            : "";
        return SlackBlock.Context(link + SlackMarkup.Line(Wording.Ids(notification), IdsLimit));
    }

    private static string Tail(string? more) => more is null ? "" : "\n" + more;

    private static void Add(List<SlackBlock> blocks, string? markup)
    {
        if (markup is { Length: > 0 })
        {
            blocks.Add(SlackBlock.Section(markup));
        }
    }

    /// <summary>Lines up to a number of characters.</summary>
    private sealed class Room(int limit)
    {
        private readonly StringBuilder _lines = new();

        /// <summary>Adds a line, or says that there is no room for it.</summary>
        public bool Add(string line)
        {
            if (_lines.Length + line.Length + 1 > limit)
            {
                return false;
            }

            _ = _lines.Append(_lines.Length == 0 ? "" : "\n").Append(line);
            return true;
        }

        public override string ToString() => _lines.ToString();
    }
}
