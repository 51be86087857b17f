using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Rules.Conditions;

/// <summary>A test of a value that is there.</summary>
internal abstract class ValueTest
{
    public abstract bool Holds(Value value, DockerEvent dockerEvent, Captures captures);
}

internal sealed class NotTest(ValueTest inner) : ValueTest
{
    public override bool Holds(Value value, DockerEvent dockerEvent, Captures captures) => !inner.Holds(value, dockerEvent, captures);
}

internal sealed class AnyTest(ValueTest[] tests) : ValueTest
{
    public override bool Holds(Value value, DockerEvent dockerEvent, Captures captures)
    {
        foreach (var test in tests)
        {
            if (test.Holds(value, dockerEvent, captures))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class AllTest(ValueTest[] tests) : ValueTest
{
    public override bool Holds(Value value, DockerEvent dockerEvent, Captures captures) =>
        Array.TrueForAll(tests, test => test.Holds(value, dockerEvent, captures));
}

/// <summary>Equality of numbers, booleans and times.</summary>
internal sealed class EqualTest(Value expected) : ValueTest
{
    public override bool Holds(Value value, DockerEvent dockerEvent, Captures captures) => value == expected;
}

/// <summary>Order of numbers and times.</summary>
internal sealed class OrderTest(Comparison comparison, Value bound) : ValueTest
{
    public override bool Holds(Value value, DockerEvent dockerEvent, Captures captures) => Compare.Holds(comparison, value, bound);
}

/// <summary>Comparison with another field of the same event; false if that one is absent.</summary>
internal sealed class FieldTest(Comparison comparison, FieldReader other) : ValueTest
{
    public override bool Holds(Value value, DockerEvent dockerEvent, Captures captures) =>
        Compare.Holds(comparison, value, other(dockerEvent, captures));
}
