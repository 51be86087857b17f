using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>A rule's correlation with everything resolved once: selections by index, times in ticks, what must be kept.</summary>
internal sealed class RulePlan
{
    private static readonly TimeSpan MostLookBack = TimeSpan.FromHours(24);

    private readonly bool[] _isStep;

    // What comes along with a match may come until so long after it.
    private readonly long _comesAlongLater;

    public RulePlan(Rule rule, EngineOptions options)
    {
        Rule = rule;
        Sightings = SightingPlan.Of(rule);
        var correlation = rule.Correlation;
        Steps = [.. correlation.Steps.Select(s => new PlannedStep(IndexOf(rule, s.Selection), s.AtLeast, s.Distinct is not null))];
        _isStep = [.. Sightings.Select(p => Array.Exists(Steps, s => s.Selection == p.Index))];
        Absent = correlation.Absent is { } absent ? IndexOf(rule, absent) : -1;
        Unless = [.. correlation.Unless.Select(u => IndexOf(rule, u))];
        Recover = rule.Recover is null ? -1 : rule.Selections.Count;
        FirstCounter = rule.Watched.Count - rule.Counters.Count;
        Context =
        [
            .. rule.Selections.Select((s, i) => (s.Name, Index: i))
                .Where(s => s.Name != correlation.Absent && !correlation.Unless.Contains(s.Name) && correlation.Steps.All(t => t.Selection != s.Name))
                .Select(s => s.Index),
        ];
        Within = correlation.Within.Ticks;
        Disorder = correlation.Disorder.Ticks;
        Along = options.Disorder.Ticks;
        For = rule.For?.Ticks ?? 0;
        KeepOpen = Math.Max(rule.Incident.KeepOpen.Ticks, For);
        LookBack = correlation.LookBack.Ticks;
        _comesAlongLater = Context.Length == 0 ? 0 : Math.Max(Along, (Unless.Length > 0 ? Within : 0) + For);
        Keep = correlation.Reach.Ticks + options.Settle.Ticks + options.Disorder.Ticks + (Context.Length == 0 ? 0 : Within + For);
        Limit = Math.Max(rule.Scope == RuleScope.Fleet && correlation.By.Count == 0 ? options.FleetWindowLimit : options.WindowLimit, 2 * Steps.Max(s => s.AtLeast));
    }

    public Rule Rule { get; }

    public SightingPlan[] Sightings { get; }

    public PlannedStep[] Steps { get; }

    /// <summary>False for a rule that only hides what others say.</summary>
    public bool Tells => Rule.Diagnosis is not null;

    /// <summary>The selection that must not come, by index; -1 if there is none.</summary>
    public int Absent { get; }

    public int[] Unless { get; }

    /// <summary>What ends the condition, by index; -1 if nothing does.</summary>
    public int Recover { get; }

    /// <summary>Index of the first counter; what comes from there on is one.</summary>
    public int FirstCounter { get; }

    /// <summary>Selections that decide nothing but come along.</summary>
    public int[] Context { get; }

    public long Within { get; }

    public long Disorder { get; }

    /// <summary>How long after a match an event still comes along with it.</summary>
    public long Along { get; }

    public long For { get; }

    /// <summary>Matches no further apart than this are one episode.</summary>
    public long KeepOpen { get; }

    /// <summary>How far before a sighting there may lie what decides whether the correlation is complete with it.</summary>
    public long LookBack { get; }

    /// <summary>How long a sighting is kept after the newest one of its key.</summary>
    public long Keep { get; }

    /// <summary>Most sightings kept of one key and selection.</summary>
    public int Limit { get; }

    /// <summary>True if an event can forbid a match that came before it.</summary>
    public bool LooksAhead => Absent >= 0 || Unless.Length > 0;

    /// <summary>True if the order of the steps counts.</summary>
    public bool IsSequence => Rule.Correlation.Kind == CorrelationKind.Sequence;

    /// <summary>True if the events of this selection decide nothing but come along.</summary>
    public bool ComesAlong(int selection) => Array.IndexOf(Context, selection) >= 0;

    /// <summary>True if this selection ends the condition, or shows that it does not hold.</summary>
    public bool Ends(int selection) => selection == Recover || selection >= FirstCounter;

    /// <summary>True if the events of this selection are counted or awaited in a step.</summary>
    public bool IsStep(int selection) => _isStep[selection];

    /// <summary>When the match is complete that this sighting completes.</summary>
    public long TimeOf(Sighting sighting) => Absent >= 0 ? sighting.Ticks + Within : sighting.Ticks;

    /// <summary>
    /// What this rule makes of what an engine before this one took was concluded by that one up to this time: what it had, and what this one
    /// does not get all of.
    /// </summary>
    public long ConcludedUntil(HostClock clock) => Math.Max(
        Math.Max(clock.ConcludedUntil, 0) - _comesAlongLater,
        JudgedFrom(clock) + (Absent >= 0 ? Within : 0));

    /// <summary>From when on all is taken again that decides whether the correlation is complete with a sighting.</summary>
    public long JudgedFrom(HostClock clock) => clock.TakenFrom + Math.Min(LookBack, MostLookBack.Ticks);

    private static int IndexOf(Rule rule, string selection)
    {
        for (var i = 0; i < rule.Selections.Count; i++)
        {
            if (rule.Selections[i].Name == selection)
            {
                return i;
            }
        }

        throw new ArgumentException($"rule {rule.Id} has no selection {selection}", nameof(selection));
    }
}

/// <summary>A step with its selection by index.</summary>
internal readonly record struct PlannedStep(int Selection, int AtLeast, bool IsDistinct);
