using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>The events of a fixture as they are written, and what the rules say of them.</summary>
/// <param name="Events">The events.</param>
/// <param name="Diagnoses">The last word on every diagnosis of them.</param>
/// <param name="Judged">True if the stored verdicts are in it, since without them the rules say something else.</param>
internal sealed record Fixture(IReadOnlyList<DockerEvent> Events, IReadOnlyList<Diagnosis> Diagnoses, bool Judged)
{
    /// <summary>Makes a fixture; the verdicts are left to whoever replays it, unless that loses one of these conclusions.</summary>
    /// <param name="events">The events of the store, in order.</param>
    /// <param name="scrub">Makes them fit.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="wanted">What must be concluded: rule and subject, as they are in the fixture.</param>
    public static Fixture Make(IReadOnlyList<DockerEvent> events, EventScrub scrub, RuleSet rules, IReadOnlyCollection<Conclusion> wanted)
    {
        IReadOnlyList<DockerEvent> judged = [.. events.Select(scrub.Of)];
        IReadOnlyList<DockerEvent> bare = [.. judged.Select(e => e.Exit is null ? e : e with { Exit = null })];
        var unaided = new Fixture(bare, Replay(bare, rules), Judged: false);
        if (unaided.Lacks(wanted).Count == 0)
        {
            return unaided;
        }

        var aided = new Fixture(judged, Replay(judged, rules), Judged: true);
        return aided.Lacks(wanted).Count < unaided.Lacks(wanted).Count ? aided : unaided;
    }

    /// <summary>What is not concluded from it.</summary>
    public IReadOnlyList<Conclusion> Lacks(IReadOnlyCollection<Conclusion> wanted) => [.. wanted.Except(Diagnoses.Where(d => d.HiddenBy is null || d.HiddenBy == d.Rule).Select(Conclusion.Of))];

    private static List<Diagnosis> Replay(IReadOnlyList<DockerEvent> events, RuleSet rules)
    {
        var engine = new DiagnosisEngine(rules, new EngineOptions { ShowExperimental = true });
        var said = new Dictionary<string, Diagnosis>(StringComparer.Ordinal);
        foreach (var diagnosis in events.Select(engine.Process).SelectMany(o => o.Diagnoses))
        {
            said[diagnosis.Id] = diagnosis;
        }

        foreach (var diagnosis in engine.Finish().Diagnoses)
        {
            said[diagnosis.Id] = diagnosis;
        }

        return [.. said.Values.OrderBy(d => d.Time).ThenBy(d => d.Rule, StringComparer.Ordinal)];
    }
}

/// <summary>What a rule said of what.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Subject">The name of what it is about.</param>
internal sealed record Conclusion(string Rule, string Subject)
{
    public static Conclusion Of(Diagnosis diagnosis) => new(diagnosis.Rule, diagnosis.Subject.Name);
}
