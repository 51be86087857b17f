namespace Diagnoser.Server.Stores.Sql;

/// <summary>The conditions of a query, those that are asked for, and their parameters.</summary>
internal sealed class Conditions
{
    private readonly List<string> _all = [];
    private readonly List<(string Name, object? Value)> _parameters = [];

    public ReadOnlySpan<(string Name, object? Value)> Parameters => _parameters.ToArray();

    /// <summary>Adds a condition unless its value is null.</summary>
    public Conditions And(string condition, string name, object? value) => value is null ? this : Add(condition, name, value);

    /// <summary>Adds a condition on a time unless the time says nothing.</summary>
    public Conditions And(string condition, string name, DateTimeOffset time) =>
        time == DateTimeOffset.MinValue || time == DateTimeOffset.MaxValue ? this : Add(condition, name, time);

    public Conditions And(string condition)
    {
        _all.Add(condition);
        return this;
    }

    /// <summary>Adds a parameter of another part of the query.</summary>
    public Conditions With(string name, object value)
    {
        _parameters.Add((name, value));
        return this;
    }

    /// <summary>The WHERE of the query.</summary>
    public override string ToString() => _all.Count == 0 ? "" : "WHERE " + string.Join(" AND ", _all);

    private Conditions Add(string condition, string name, object value)
    {
        _all.Add(condition);
        _parameters.Add((name, value));
        return this;
    }
}
