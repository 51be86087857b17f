using Diagnoser.Engine.Rules.Conditions;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Reads what builds on the selections: correlation, exceptions, evidence, diagnosis, fixes and incident.</summary>
internal sealed class BodyReader(MapReader map, FindingLog log, DateOnly? today)
{
    private static readonly TimeSpan MaxFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan DefaultExplains = TimeSpan.FromMinutes(5);

    public Rule Read(Rule rule)
    {
        var match = map.Require("match", "the selections, such as { die: { event: container.die } }");
        var selections = new SelectionReader(log).Read(match);
        var correlate = map.Require("correlate", "how the selections come together, such as { by: [container.run], any: [die] }");
        var held = map.Duration("for", MaxFor);
        var (recover, recoverFor) = Recover(map.Take("recover"));
        var correlation = new CorrelationReader(log, selections, recover, rule.Scope).Read(correlate);
        var matched = correlation?.Matched ?? [.. selections.Keys];
        IReadOnlyList<string> steps = correlation is null ? matched : [.. correlation.Correlation.Steps.Select(s => s.Selection).Distinct()];
        var names = new RuleNames(selections, [.. matched], correlation is null ? [.. selections.Keys] : correlation.Counted);
        var evidence = new EvidenceReader(log, matched, steps, names).Read(map.Take("evidence"), selections.Keys);
        var relations = new RelationReader(log, matched, names);
        var verify = new VerifyReader(log, selections, names);
        var diagnosis = Diagnosis(map.Take("diagnosis"), names);
        if (diagnosis is null && rule.Suppresses.Count == 0 && map.Take("diagnosis") is null)
        {
            log.Error(map.Node, "diagnosis", "is missing; only a rule with suppresses can do without", LintChecks.MissingKey);
        }

        rule = rule with
        {
            Correlation = correlation is null ? rule.Correlation : correlation.Correlation with
            {
                Relate = relations.Read(correlation.Relate, "correlate.relate"),
                UnlessRelated = relations.Read(correlation.UnlessRelated, "correlate.unless"),
            },
            For = held,
            Counters = held is null ? [] : [.. steps.Where(selections.ContainsKey).Select(s => Counter(selections[s].Selection)).OfType<Selection>()],
            Recover = recover is null ? null : new RecoverSpec(recover.Selection, recoverFor),
            Explains = Explains(map),
            Exceptions = new ExceptionReader(log, today).Read(map, selections.Values),
            Evidence = evidence,
            Diagnosis = diagnosis,
            Fixes = new FixReader(log, names, verify).Read(map),
            Incident = RuleReader.Incident(map.Take("incident"), names, log),
        };

        // By now every text of the rule was read, so that it is known which fields it needs.
        rule = rule with
        {
            Selections = [.. selections.Values.Select(s => s.Selection with { Fields = [.. FieldsOf(s, selections.Values).Distinct(StringComparer.Ordinal)] })],
        };
        var used = correlation is null ? selections.Keys : correlation.Used.Concat(verify.Used).Concat(names.Named).Concat(evidence.Select(e => e.Of));
        foreach (var (name, draft) in selections.Where(s => !used.Contains(s.Key)))
        {
            log.Warning(draft.Node, $"match.{name}", "the selection is used neither in correlate nor in evidence, text or a verify", LintChecks.UnusedSelection);
        }

        return rule;
    }

    // What is said of the subject can be said of the event of any selection.
    private static IEnumerable<string> FieldsOf(SelectionDraft draft, IEnumerable<SelectionDraft> all) =>
        draft.Fields.Used.Concat(all.SelectMany(s => s.Fields.OfSubject));

    private static Selection? Counter(Selection selection) =>
        CounterCondition.Of(selection, (selection.When?.Condition as WhenCondition)?.Names ?? []);

    private (SelectionDraft? Selection, TimeSpan For) Recover(RuleNode? node)
    {
        if (MapReader.Of(node, log, "recover", "{ event: container.start, for: 10m }") is not { } recover)
        {
            return (null, TimeSpan.Zero);
        }

        var reader = new SelectionReader(log);
        var schema = reader.EventType(recover.RequireScalar("event", "an event type of the catalogue, such as container.start"), "recover.event");
        var (where, when) = (recover.Take("where"), recover.Scalar("when"));
        var quiet = recover.Duration("for", MaxFor) ?? TimeSpan.Zero;
        recover.Close();
        return (schema is null ? null : reader.Draft(ReservedNames.Recover, schema, where, when, recover), quiet);
    }

    private List<ExplainsSpec> Explains(MapReader rule)
    {
        const string shape = "{ rule: other-rule, relation: dependents, within: 5m }";
        var explained = new List<ExplainsSpec>();
        foreach (var item in rule.List("explains", $"[{shape}]"))
        {
            if (MapReader.Of(item, log, "explains", shape) is not { } one)
            {
                continue;
            }

            var other = one.RequireScalar("rule", "the rule whose incident is a symptom of this one's");
            Slugs.CheckSlug(other, log, one.Path("rule"));
            if (other is not null && other.Text == rule.Scalar("rule")?.Text)
            {
                log.Error(other, one.Path("rule"), "a rule does not explain itself");
            }

            var relation = RelationReader.Relation(one) ?? "";
            var within = one.Duration("within", MaxFor) ?? DefaultExplains;
            one.Close();
            explained.Add(new ExplainsSpec(other?.Text ?? "", relation, within));
        }

        return explained;
    }

    private DiagnosisSpec? Diagnosis(RuleNode? node, RuleNames names)
    {
        if (MapReader.Of(node, log, "diagnosis", "{ summary: …, cause: …, confidence: 0.9 }") is not { } diagnosis)
        {
            return null;
        }

        var summary = ScalarParser.Template(diagnosis.RequireScalar("summary", "what happened, one line"), names, TemplateUse.People, log, diagnosis.Path("summary"));
        var cause = ScalarParser.Template(diagnosis.RequireScalar("cause", "why it happened"), names, TemplateUse.People, log, diagnosis.Path("cause"));
        var confidence = diagnosis.RequireScalar("confidence", "0 to 1, with all evidence at hand");
        diagnosis.Close();
        var number = -1.0;
        if (confidence is not null)
        {
            number = !confidence.Quoted && Quantity.TryParse(confidence.Text, out var quantity) && quantity.Type is ExpressionType.Number or ExpressionType.Ratio
                ? quantity.Amount
                : -1;
            if (number is < 0 or > 1)
            {
                log.Error(confidence, diagnosis.Path("confidence"), $"must be a number from 0 to 1, found {MapReader.Words(confidence)}");
            }
        }

        return summary is null || cause is null ? null : new DiagnosisSpec(summary, cause, number);
    }
}
