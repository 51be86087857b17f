using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Correlation;

/// <summary>Rules and events for tests of correlation, made without YAML.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly HostRef Host = new("h1", "h1");

    /// <summary>An event of a type that the run ledger passes on at once.</summary>
    public static DockerEvent Event(string type, double seconds, string container = "c1", HostRef? host = null) =>
        new(EventId.Of(type, container, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), (host ?? Host).Id),
            type,
            Start.AddSeconds(seconds),
            host ?? Host,
            new Subject(Subject.Container, container, container))
        {
            Service = container,
            Run = new RunRef(Start),
        };

    public static Rule Rule(string id, Engine.Rules.Correlation correlation, params string[] types) => new()
    {
        Id = id,
        Title = id,
        Severity = Severity.Warning,
        Status = RuleStatus.Stable,
        Selections = [.. types.Select(t => new Selection(t, t, new Always()))],
        Correlation = correlation with
        {
            By = [new KeyPart("container.id", types.ToDictionary(t => t, _ => "container.id"))],
        },
        Diagnosis = new DiagnosisSpec(new Literal(id), new Literal("because"), 0.95),
    };

    /// <summary>Events of this type end the condition.</summary>
    public static RecoverSpec Recover(string type, TimeSpan quiet) => new(new Selection(ReservedNames.Recover, type, new Always()), quiet);

    /// <summary>The rule with its key on all that it watches for.</summary>
    public static Rule Keyed(Rule rule) => rule with
    {
        Correlation = rule.Correlation with { By = [new KeyPart("container.id", rule.Watched.ToDictionary(s => s.Name, _ => "container.id"))] },
    };

    public static Engine.Rules.Correlation Of(CorrelationKind kind, TimeSpan within, params Step[] steps) =>
        new() { Kind = kind, Within = within, Steps = steps };

    /// <summary>All diagnoses that are shown at the end, by rule id.</summary>
    public static IReadOnlyList<string> Shown(IEnumerable<Rule> rules, IEnumerable<DockerEvent> events, bool finish = true)
    {
        var engine = new DiagnosisEngine(RuleSet.Of(rules));
        var said = new Dictionary<string, Diagnosis>();
        var diagnoses = events.SelectMany(e => engine.Process(e).Diagnoses).ToList();
        diagnoses.AddRange(finish ? engine.Finish().Diagnoses : []);
        foreach (var diagnosis in diagnoses)
        {
            said[diagnosis.Id] = diagnosis;
        }

        return [.. said.Values.Where(d => d.HiddenBy is null).Select(d => d.Rule).Order()];
    }

    private sealed class Always : EventCondition
    {
        internal override bool Holds(EventView view) => true;
    }

    private sealed class Literal(string text) : Template
    {
        public override string Source => text;

        public override Rendered Render(IScope scope, RenderTarget target) => new(text, []);
    }
}
