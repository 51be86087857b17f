using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>What a rule said, or that a suppressor spoke.</summary>
/// <param name="id">The episode that it is about.</param>
/// <param name="rule">The rule.</param>
/// <param name="isShadow">True if it is heard by nobody: its rule is on probation.</param>
internal sealed class Voice(EpisodeId id, Rule rule, bool isShadow)
{
    private Diagnosis? _given;

    // What the given one was made of.
    private Diagnosis? _made;

    public EpisodeId Id => id;

    public Rule Rule => rule;

    public bool IsShadow => isShadow;

    /// <summary>True if its rule tells when the condition is over.</summary>
    public bool AwaitsEnd => rule.Recover is not null || rule.Counters.Count > 0;

    /// <summary>When it was said first.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>When it was said last.</summary>
    public DateTimeOffset LastSaid { get; set; }

    /// <summary>What it may have in common with others: runs of containers and events.</summary>
    public Tie[] Ties { get; set; } = [];

    /// <summary>What was said; null for a rule that only suppresses.</summary>
    public Diagnosis? Diagnosis { get; set; }

    /// <summary>What its rule said of the same thing; null if rules of another scope said it.</summary>
    public CooldownGroup? Group { get; set; }

    /// <summary>The last settling that looked at it.</summary>
    public long Round { get; set; }

    /// <summary>The rule that replaces it or explains it away.</summary>
    public string? Hider { get; set; }

    /// <summary>The rule that hid it and is not remembered any more, so that nothing can take that back; null if there is none.</summary>
    public string? LastHider { get; set; }

    /// <summary>True once it is too old to be remembered: it stays as it is.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>True if an engine before this one gave it out, and nothing that is taken again can change it.</summary>
    public bool IsFinal { get; private init; }

    /// <summary>An engine before this one gave out what was seen of it up to this time; the oldest time there is if there was none.</summary>
    public DateTimeOffset GivenUntil { get; private init; }

    /// <summary>True if its rule said the same within its cooldown.</summary>
    public bool Repeats { get; set; }

    /// <summary>Why it does not hold any more; null while it does.</summary>
    public string? Withdrawn { get; set; }

    /// <summary>True if rules of another scope said it.</summary>
    public bool IsHeard { get; private init; }

    /// <summary>What an engine before this one gave out.</summary>
    public static Voice Resumed(EpisodeId id, Diagnosis diagnosis, Rule rule, bool isShadow, bool isFinal) => new(id, rule, isShadow)
    {
        IsFinal = isFinal,
        GivenUntil = LastSaidOf(diagnosis),
        _given = diagnosis,
        Diagnosis = diagnosis,
        Time = diagnosis.Time,
        LastSaid = LastSaidOf(diagnosis),
        Ties = Tie.Of(diagnosis),
        Hider = diagnosis.HiddenBy == rule.Id || diagnosis.HiddenBy == HiddenBy.Experimental ? null : diagnosis.HiddenBy,
        Repeats = diagnosis.HiddenBy == rule.Id,
    };

    /// <summary>What rules of another scope said.</summary>
    public static Voice Heard(EpisodeId id, Diagnosis diagnosis, Rule rule) => new(id, rule, isShadow: false)
    {
        _given = diagnosis,
        IsHeard = true,
        Diagnosis = diagnosis,
        Time = diagnosis.Time,
        LastSaid = LastSaidOf(diagnosis),
        Ties = Tie.Of(diagnosis),
    };

    /// <summary>True if it was given out.</summary>
    public bool IsGiven => _given is not null;

    /// <summary>Gives it out as it is now, unless it was given out so already.</summary>
    public void Give(List<Diagnosis> output)
    {
        if (Diagnosis is null || (Withdrawn is not null && _given is null))
        {
            return;
        }

        var hidden = Withdrawn ?? Hider ?? (isShadow ? HiddenBy.Experimental : Repeats ? rule.Id : null);
        if (_given is not null && ReferenceEquals(_made, Diagnosis) && _given.HiddenBy == hidden)
        {
            return;
        }

        var now = Diagnosis.HiddenBy == hidden ? Diagnosis : Diagnosis with { HiddenBy = hidden };
        if (_given is null || !DiagnosisWords.AreSame(_given, now))
        {
            output.Add(now);
            _given = now;
        }

        _made = Diagnosis;
    }

    private static DateTimeOffset LastSaidOf(Diagnosis diagnosis) => diagnosis.LastSeen > diagnosis.Time ? diagnosis.LastSeen.Value : diagnosis.Time;
}
