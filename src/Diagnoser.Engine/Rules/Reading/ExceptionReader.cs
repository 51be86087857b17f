using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads <c>exceptions</c>: events for which the rule stays silent.</summary>
internal sealed class ExceptionReader(FindingLog log, DateOnly? today)
{
    private const string Shape = "{ name: batch jobs, where: { container.label.job: batch }, until: 2026-12-31 }";

    public IReadOnlyList<RuleException> Read(MapReader rule, IEnumerable<SelectionDraft> selections)
    {
        IReadOnlyList<EventSchema> schemas = [.. selections.Select(s => EventCatalogue.Find(s.Selection.EventType)).OfType<EventSchema>().Distinct()];
        var exceptions = new List<RuleException>();
        foreach (var item in rule.List("exceptions", $"[{Shape}]"))
        {
            if (MapReader.Of(item, log, "exceptions", Shape) is not { } map)
            {
                continue;
            }

            var name = map.RequireScalar("name", "why the rule stays silent");
            var where = map.Require("where", "the events it stays silent for");
            var until = Until(map);
            var by = map.Scalar("by");
            map.Close();
            var alternatives = new WhereReader(log, new FieldSet(schemas, $"no event of this rule ({string.Join(", ", schemas.Select(s => s.Name))}) has a field")).Read(where, map.Path("where"));
            exceptions.Add(new RuleException(name?.Text ?? "", WhereReader.Compile(alternatives), until) { Alternatives = alternatives, By = by?.Text });
        }

        return exceptions;
    }

    // The day named is the last on which it holds.
    private DateTimeOffset? Until(MapReader map)
    {
        if (map.Day("until") is not { } day)
        {
            return null;
        }

        if (day < today)
        {
            log.Warning(map.Scalar("until")!, map.Path("until"), $"the exception ended on {day:yyyy-MM-dd}; remove it or give it a new day", LintChecks.ExpiredException);
        }

        return new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
    }
}
