using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>The fields that a condition may name: those of one event type, or of any of several, and what regular expressions catch.</summary>
/// <param name="schemas">The event types.</param>
/// <param name="lacking">Words that the name of a field which none of them has follows.</param>
internal sealed class FieldSet(IReadOnlyList<EventSchema> schemas, string lacking = "") : INames
{
    private readonly List<string> _used = [];

    /// <summary>The fields of one event type.</summary>
    public static FieldSet Of(EventSchema schema) => new([schema], $"{schema.Name} has no field");

    /// <summary>True for a selection whose event type is wrong: that is said once, and nothing about its fields.</summary>
    public bool IsBroken => schemas.Count == 0;

    /// <summary>Names of the groups of its regular expressions.</summary>
    public HashSet<string> Captures { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that texts used of the event the diagnosis is about.</summary>
    public HashSet<string> OfSubject { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that expressions used.</summary>
    public IEnumerable<string> Used => _used;

    public IEnumerable<string> Names =>
        schemas.SelectMany(s => s.Fields).Select(f => f.IsFamily ? f.Name + "<key>" : f.Name)
            .Concat(Captures.Select(c => FieldReaders.CapturePrefix + c)).Distinct();

    public EventField? Find(string name)
    {
        if (IsBroken)
        {
            return new EventField(name, FieldType.Text, "");
        }

        if (name.StartsWith(FieldReaders.CapturePrefix, StringComparison.Ordinal))
        {
            return Captures.Contains(name[FieldReaders.CapturePrefix.Length..])
                ? new EventField(name, FieldType.Text, "caught by a regular expression; hostile text")
                : null;
        }

        return schemas.Select(s => s.Find(name)).FirstOrDefault(f => f is not null);
    }

    public string Unknown(string name)
    {
        // A family such as container.label is asked for by a key of it.
        var family = schemas.SelectMany(s => s.Fields).FirstOrDefault(f => f.IsFamily && f.Name == name + ".");
        var hint = family is null ? Nearest.Hint(name, Names) : $"; name one of them, as in {family.Name}<key>";
        return Lacks(name) + hint;
    }

    /// <summary>That there is no field of this name, without a guess at another.</summary>
    public string Lacks(string name) => $"{lacking} '{MapReader.Short(name)}'";

    public bool TryFind(string path, out ExpressionType type, out string problem)
    {
        var field = Find(path);
        type = field is null || IsBroken ? ExpressionType.Unknown : ExpressionTypes.Of(field.Type);
        problem = field is null ? Unknown(path) : "";
        _used.Add(path);
        return field is not null;
    }

    public EventField? Field(string path) => IsBroken ? null : Find(path);

    public Expression Bind(string path) => new FieldExpression(ReadField.By(path));
}
