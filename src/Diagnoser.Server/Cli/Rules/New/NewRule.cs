using System.Text;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Cli.Rules.New;

/// <summary><c>rules new</c>.</summary>
internal sealed class NewRule(Surroundings surroundings, NewFlags flags)
{
    private static readonly string[] Severities = ["critical", "warning", "info"];

    public int Run()
    {
        var draft = flags.Yes || !surroundings.CanAsk() ? Given() : Asked();
        CheckNew(draft);
        var file = Path.Combine(flags.Folder, draft.Area, draft.Id + ".yaml");
        var text = RuleSkeleton.Of(draft);
        Prove(file, text);
        Write(file, text);
        Next(file, draft);
        return ExitCodes.Done;
    }

    private RuleDraft Given()
    {
        var missing = new[] { ("--id", flags.Id), ("--event", flags.Event), ("--title", flags.Title), ("--severity", flags.Severity) }
            .Where(f => f.Item2 is null).Select(f => f.Item1).ToList();
        if (missing.Count > 0)
        {
            throw Wrong($"{string.Join(", ", missing)} must be given{(flags.Yes ? "" : ", since there is no terminal to ask at")}; "
                + "for example: diagnoser rules new --id my-rule --event container.die --title \"What happened\" --severity warning --yes");
        }

        var schema = Event(flags.Event!);
        var field = flags.Field is { } name ? Field(schema, name) : FieldExamples.Of(schema)[0];
        var draft = new RuleDraft(
            flags.Area ?? Areas.Of(schema.Name), flags.Id!, flags.Title!, flags.Severity!, schema, field, flags.Value ?? FieldExamples.Value(field), flags.Says ?? flags.Title!);
        return new[] { ProblemOfArea(draft.Area), ProblemOfId(draft.Id), ProblemOfTitle(draft.Title), ProblemOfSeverity(draft.Severity) }.FirstOrDefault(p => p is not null) is { } wrong
            ? throw Wrong(wrong)
            : draft;
    }

    private RuleDraft Asked()
    {
        using var answers = new StreamReader(surroundings.OpenInput());
        var questions = new RuleQuestions(surroundings, answers);
        string ask(string? given, string question, string? proposal, Func<string, string?> problem) =>
            given is null ? questions.Ask(question, proposal, problem) : problem(given) is { } wrong ? throw Wrong(wrong) : given;

        var schema = flags.Event is { } type ? Event(type) : questions.Event(EventCatalogue.Find("container.die")!);
        var field = flags.Field is { } name ? Field(schema, name) : questions.Field(schema);
        var value = ask(flags.Value, $"Value that {field.Name} must have", FieldExamples.Value(field), text => text.Length == 0 ? "it needs a value" : null);
        var area = ask(flags.Area, $"Area ({string.Join(", ", Areas.All)})", Areas.Of(schema.Name), ProblemOfArea);
        var id = ask(flags.Id, "Id (small letters, digits and '-')", null, ProblemOfId);
        var title = ask(flags.Title, "Title, one line for lists", null, ProblemOfTitle);
        var severity = ask(flags.Severity, $"Severity ({string.Join(", ", Severities)})", "warning", ProblemOfSeverity);
        var says = ask(flags.Says, "What it says happened, in one line", title, text => text.Length == 0 ? "it needs to say something" : null);
        return new RuleDraft(area, id, title, severity, schema, field, value, says);
    }

    private static EventSchema Event(string name) => EventCatalogue.Find(name)
        ?? throw Wrong($"--event: there is no event type '{name}'{Similar(name, EventCatalogue.All.Select(s => s.Name))}; docs/events.md has them all");

    private static EventField Field(EventSchema schema, string name)
    {
        var fields = FieldExamples.Of(schema);
        return fields.FirstOrDefault(f => f.Name == name)
            ?? throw Wrong($"--field: '{name}' is no field of {schema.Name} that a skeleton can test{Similar(name, fields.Select(f => f.Name))}; take another one and change the file");
    }

    private static string? ProblemOfArea(string area) =>
        Areas.All.Contains(area) ? null : $"'{area}' is not one of {string.Join(", ", Areas.All)}{Similar(area, Areas.All)}";

    private static string? ProblemOfId(string id) =>
        RuleIds.IsId(id) ? null : $"'{id}' is no id: small letters, digits and '-', a letter first, at most 64 characters";

    private static string? ProblemOfTitle(string title) => title switch
    {
        "" => "it needs a title",
        _ when title.Contains("${{", StringComparison.Ordinal) => "a title takes no placeholders",
        _ => null,
    };

    private static string? ProblemOfSeverity(string severity) => Severities.Contains(severity) ? null : $"'{severity}' is not one of {string.Join(", ", Severities)}";

    private void CheckNew(RuleDraft draft)
    {
        if (Directory.Exists(flags.Folder) && RunbookFolder.Load(flags.Folder).Rules.FirstOrDefault(r => r.Id == draft.Id) is { } other)
        {
            throw Wrong($"there is a rule '{draft.Id}' already, in {other.File}; take another id");
        }
    }

    // What the flags brought in can be wrong where only the reader of rules sees it.
    private static void Prove(string file, string text)
    {
        var tree = YamlTree.Read(Encoding.UTF8.GetBytes(text), file);
        var reading = tree.Root is null ? new RuleSetReading(null, [], tree.Findings) : RuleSetReader.Read([(file, tree.Root)]);
        if (reading.Set is not { } set)
        {
            throw Wrong($"the rule would not be right, so it was not written: {string.Join("; ", reading.Findings.Where(f => f.Level == FindingLevel.Error).Select(f => f.Message))}");
        }

        if (set.Rules.SelectMany(r => RuleTestRunner.Run(r, set)).FirstOrDefault(r => !r.Passed) is { } failed)
        {
            throw Wrong($"a test of the rule would fail, so it was not written: {failed.Test.Name}: {failed.Got}");
        }
    }

    private static void Write(string file, string text)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (File.Exists(file))
        {
            throw Wrong($"{file} is there already, and is left as it is; take another id");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be written: {problem.Message}");
        }
    }

    private void Next(string file, RuleDraft draft)
    {
        var output = surroundings.Out;
        output.WriteLine($"wrote {TerminalText.Line(file, TerminalText.RuleTextLimit)}; now say in it what the rule is about, then:");
        if (!File.Exists(Path.Combine(flags.Folder, "rule.schema.json")))
        {
            output.WriteLine($"  diagnoser rules schema > {Path.Combine(flags.Folder, "rule.schema.json")}    # completion in your editor");
        }

        output.WriteLine($"  diagnoser rules lint {flags.Folder}");
        output.WriteLine($"  diagnoser rules test {flags.Folder} --filter {draft.Id}");
        output.WriteLine($"  diagnoser replay RECORDING.jsonl --runbooks {flags.Folder}    # on what happened");
        if (!draft.Event.IsMade)
        {
            surroundings.Tell($"no source of this version makes {draft.Event.Name} events yet: rules lint will warn of it");
        }
    }

    private static string Similar(string wrong, IEnumerable<string> names)
    {
        var like = names.Where(n => n.Contains(wrong, StringComparison.OrdinalIgnoreCase) || wrong.Contains(n, StringComparison.OrdinalIgnoreCase)).Take(5).ToList();
        return RuleIds.Nearest(wrong, names) is { } near ? $"; did you mean '{near}'?" : like.Count > 0 ? $"; similar: {string.Join(", ", like)}" : "";
    }

    private static CommandFailedException Wrong(string message) => new(ExitCodes.Usage, message);
}
