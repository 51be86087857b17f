using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Rules.Conditions;

/// <summary>A test of a value that is there.</summary>
internal abstract class ValueTest
{
    public abstract bool Holds(Value value, EventView view);

    /// <summary>The same of characters of which no text was made, since they are many.</summary>
    public virtual bool Holds(ReadOnlySpan<char> characters, EventView view) => Holds(Value.Of(characters.ToString()), view);
}

internal sealed class NotTest(ValueTest inner) : ValueTest
{
    public override bool Holds(Value value, EventView view) => !inner.Holds(value, view);

    public override bool Holds(ReadOnlySpan<char> characters, EventView view) => !inner.Holds(characters, view);
}

internal sealed class AnyTest(ValueTest[] tests) : ValueTest
{
    public override bool Holds(Value value, EventView view)
    {
        foreach (var test in tests)
        {
            if (test.Holds(value, view))
            {
                return true;
            }
        }

        return false;
    }

    public override bool Holds(ReadOnlySpan<char> characters, EventView view)
    {
        foreach (var test in tests)
        {
            if (test.Holds(characters, view))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class AllTest(ValueTest[] tests) : ValueTest
{
    public override bool Holds(Value value, EventView view)
    {
        foreach (var test in tests)
        {
            if (!test.Holds(value, view))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Holds(ReadOnlySpan<char> characters, EventView view)
    {
        foreach (var test in tests)
        {
            if (!test.Holds(characters, view))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Equality of numbers, booleans and times.</summary>
internal sealed class EqualTest(Value expected) : ValueTest
{
    public override bool Holds(Value value, EventView view) => value == expected;
}

/// <summary>Order of numbers and times.</summary>
internal sealed class OrderTest(Comparison comparison, Value bound) : ValueTest
{
    public override bool Holds(Value value, EventView view) => Compare.Holds(comparison, value, bound);
}

/// <summary>Comparison with another field of the same event; false if that one is absent.</summary>
internal sealed class FieldTest(Comparison comparison, ReadField other) : ValueTest
{
    public override bool Holds(Value value, EventView view) =>
        Compare.Holds(comparison, value, other.Of(view));
}
