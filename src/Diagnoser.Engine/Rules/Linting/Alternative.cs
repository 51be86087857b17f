using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Conditions of a selection that must all hold; a selection is satisfied by any of its alternatives.</summary>
/// <param name="Predicates">The lines of <c>where</c>.</param>
/// <param name="When">The expression of the selection, if it has one.</param>
internal sealed record Alternative(IReadOnlyList<Predicate> Predicates, WhenClause? When)
{
    /// <summary>Where it stands.</summary>
    public Mark Mark => Predicates.Select(p => p.Mark).OrderBy(m => m.Line).ThenBy(m => m.Column).DefaultIfEmpty(When?.Mark ?? default).First();

    /// <summary>The alternatives of a selection.</summary>
    public static IReadOnlyList<Alternative> Of(Selection selection) => [.. selection.Alternatives.Select(a => new Alternative(a, selection.When))];

    /// <summary>True if the event satisfies all of them.</summary>
    public bool Matches(DockerEvent dockerEvent) =>
        new Captures() is var captures && Predicates.All(p => p.Condition.Matches(dockerEvent, captures)) && When?.Condition.Matches(dockerEvent, captures) != false;

    /// <summary>As written.</summary>
    public override string ToString()
    {
        var lines = Predicates.Select(p => p.ToString()).Concat(When is null ? [] : new[] { $"when: {When.Source.Trim()}" }).ToList();
        return lines.Count == 0 ? "every event" : $"{{ {string.Join(", ", lines)} }}";
    }
}
