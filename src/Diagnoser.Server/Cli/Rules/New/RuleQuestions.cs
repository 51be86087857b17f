using Diagnoser.Engine.Events;

namespace Diagnoser.Server.Cli.Rules.New;

/// <summary>Asks at the terminal for what the flags did not say. An empty answer takes the proposal.</summary>
internal sealed class RuleQuestions(Surroundings surroundings, TextReader answers)
{
    private const int MostShown = 12;

    public string Ask(string question, string? proposal, Func<string, string?> problem)
    {
        while (true)
        {
            surroundings.Error.Write($"{question}{(proposal is null ? "" : $" [{proposal}]")}: ");
            if (answers.ReadLine() is not { } line)
            {
                surroundings.Error.WriteLine();
                throw new CommandFailedException(ExitCodes.Usage, "the answers ended before the last question; nothing was written");
            }

            var answer = line.Trim() is { Length: > 0 } text ? text : proposal ?? "";
            if (problem(answer) is not { } wrong)
            {
                return answer;
            }

            surroundings.Error.WriteLine($"  {TerminalText.Line(wrong, TerminalText.RuleTextLimit)}");
        }
    }

    /// <summary>One of many: what is begun is completed, and what fits several is shown.</summary>
    public T Choose<T>(string question, IReadOnlyList<T> all, Func<T, string> name, Func<T, string> meaning, T proposal)
    {
        surroundings.Error.WriteLine($"{question}: its name, a part of it, or ? for all");
        T? chosen = default;
        _ = Ask("  ", name(proposal), answer =>
        {
            var fit = all.Where(x => name(x) == answer).ToList() is { Count: 1 } exact
                ? exact
                : [.. all.Where(x => answer == "?" || name(x).Contains(answer, StringComparison.OrdinalIgnoreCase))];
            chosen = fit.Count == 1 ? fit[0] : default;
            if (fit.Count == 1)
            {
                return null;
            }

            foreach (var one in answer == "?" ? fit : fit.Take(MostShown))
            {
                surroundings.Error.WriteLine($"    {name(one),-32} {meaning(one)}");
            }

            return fit.Count switch
            {
                0 => $"none has '{answer}' in its name",
                > MostShown when answer != "?" => $"{fit.Count} have it; say more",
                _ => "which?",
            };
        });
        return chosen!;
    }

    public EventSchema Event(EventSchema proposal) =>
        Choose("Event that it looks at", EventCatalogue.All, s => s.Name, s => s.IsMade ? s.Meaning : $"{s.Meaning} (nobody makes it yet)", proposal);

    public EventField Field(EventSchema schema)
    {
        var fields = FieldExamples.Of(schema);
        return Choose($"Field of {schema.Name} that tells the case", fields, f => f.Name, f => f.Meaning, fields[0]);
    }
}
