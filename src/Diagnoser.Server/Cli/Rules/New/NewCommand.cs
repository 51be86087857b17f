using System.CommandLine;

namespace Diagnoser.Server.Cli.Rules.New;

/// <summary><c>rules new</c>.</summary>
internal static class NewCommand
{
    private const string UsualFolder = "runbooks";

    public static DocumentedCommand Create(Surroundings surroundings)
    {
        var id = Text("--id", "The rule's id: small letters, digits and '-'.", "ID");
        var area = Text("--area", "The folder it goes to. Default: by the event.", "AREA");
        var type = Text("--event", "The event type that it looks at, such as container.die.", "EVENT");
        var field = Text("--field", "The field by which it tells the case. Default: the most telling one.", "FIELD");
        var value = Text("--value", "The value that the field must have.", "VALUE");
        var title = Text("--title", "One line for lists.", "TEXT");
        var severity = Text("--severity", "critical, warning or info.", "SEVERITY");
        var says = Text("--says", "What it says happened. Default: the title.", "TEXT");
        var yes = new Option<bool>("--yes") { Description = "Ask nothing." };
        var runbooks = Text("--runbooks", $"Folder of runbooks to write into. Default: {UsualFolder}.", "DIR");
        var command = new DocumentedCommand(
            "new",
            "Writes a small rule that works, with a test in which it speaks and one in which it is silent. Asks for what the flags do not say.",
            new Example("diagnoser rules new", "asks"),
            new Example("diagnoser rules new --id web-exit-3 --event container.die --value 3 --title \"Web ended with 3\" --severity warning --yes", "for scripts"))
        {
            id, area, type, field, value, title, severity, says, yes, runbooks,
        };
        command.SetAction(result => new NewRule(surroundings, new NewFlags
        {
            Id = result.GetValue(id),
            Area = result.GetValue(area),
            Event = result.GetValue(type),
            Field = result.GetValue(field),
            Value = result.GetValue(value),
            Title = result.GetValue(title),
            Severity = result.GetValue(severity),
            Says = result.GetValue(says),
            Yes = result.GetValue(yes),
            Folder = result.GetValue(runbooks) ?? UsualFolder,
        }).Run());
        return command;
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
