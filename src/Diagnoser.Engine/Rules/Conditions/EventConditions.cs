using System.Collections.Frozen;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Conditions;

internal sealed class AlwaysCondition : EventCondition
{
    public override bool Matches(DockerEvent dockerEvent, Captures captures) => true;
}

internal sealed class AllCondition(EventCondition[] conditions) : EventCondition
{
    public override bool Matches(DockerEvent dockerEvent, Captures captures)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Matches(dockerEvent, captures))
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed class AnyCondition(EventCondition[] conditions) : EventCondition
{
    public override bool Matches(DockerEvent dockerEvent, Captures captures)
    {
        foreach (var condition in conditions)
        {
            if (condition.Matches(dockerEvent, captures))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A test of one field. An absent field satisfies no test, not even a negated one.</summary>
internal sealed class FieldCondition(FieldReader reader, ValueTest test) : EventCondition
{
    /// <summary>The test of a value that is there.</summary>
    public ValueTest Test => test;

    public override bool Matches(DockerEvent dockerEvent, Captures captures)
    {
        var value = reader(dockerEvent, captures);
        return !value.IsMissing && test.Holds(value, dockerEvent, captures);
    }
}

internal sealed class ExistsCondition(FieldReader reader, bool wanted) : EventCondition
{
    public override bool Matches(DockerEvent dockerEvent, Captures captures) => reader(dockerEvent, captures).IsMissing != wanted;
}

/// <summary>The <c>when</c> of a selection: an expression over the fields of one event.</summary>
internal sealed class WhenCondition(Expression expression, IEnumerable<string> names) : EventCondition
{
    private readonly FrozenDictionary<string, FieldReader> _readers =
        names.Distinct(StringComparer.Ordinal).ToFrozenDictionary(n => n, EventField.Reader, StringComparer.Ordinal);

    /// <summary>The fields that it reads.</summary>
    public IEnumerable<string> Names => _readers.Keys;

    public override bool Matches(DockerEvent dockerEvent, Captures captures) =>
        expression.Evaluate(new EventScope(dockerEvent, captures, _readers)).IsTrue;

    private sealed class EventScope(DockerEvent dockerEvent, Captures captures, FrozenDictionary<string, FieldReader> readers) : IScope
    {
        public Value Resolve(string path) =>
            readers.TryGetValue(path, out var reader) ? reader(dockerEvent, captures) : Value.Missing($"{path} is not known");
    }
}
